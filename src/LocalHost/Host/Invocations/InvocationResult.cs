using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>How an invocation ended. <see cref="Failure"/> is null when it succeeded.</summary>
/// <param name="Outputs">The answer's <c>Outputs</c>; undefined when absent or failed.</param>
internal sealed record InvocationResult(string? Failure, JsonElement Outputs = default, JsonElement ReturnValue = default, IReadOnlyList<string>? Logs = null)
{
    public bool Succeeded => Failure is null;

    public static InvocationResult Failed(string why) => new(why);

    /// <summary>Reads an answer by the host's rules: success status, a JSON content type, a JSON object.</summary>
    public static async Task<InvocationResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
            return Failed($"Response status code does not indicate success: {(int)response.StatusCode}.");
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (IsNothing(body))
        {
            return Failed("The handler answered with an empty body or null. The real host would hang here until functionTimeout and then kill the handler: "
                + "answer at least {}.");
        }
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is not ("application/json" or "text/json"))
            return Failed($"No MediaTypeFormatter is available to read an object of type 'HttpScriptInvocationResult' from content with media type '{type ?? "(none)"}'.");
        return Parse(body);
    }

    private static InvocationResult Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Failed("The handler's answer is not a JSON object.");
            var json = new JsonSection(document.RootElement.Clone(), "the handler's answer");
            return new InvocationResult(null, json.Section("Outputs").Element, json.Find("ReturnValue") ?? default, json.Texts("Logs"));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return Failed($"The handler's answer could not be read: {e.Message}");
        }
    }

    private static bool IsNothing(ReadOnlySpan<byte> body)
    {
        var trimmed = body.Trim(" \t\r\n"u8);
        return trimmed.IsEmpty || trimmed.SequenceEqual("null"u8);
    }
}
