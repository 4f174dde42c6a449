using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Smartlinks.Functions.Hosting;

/// <summary>A management request's body: a JSON object, whole, bounded and checked before anything is done with it.</summary>
public static class JsonBody
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The bytes and the object, or the problem to answer with.</summary>
    /// <param name="mayBeAbsent">No body is an object without fields.</param>
    public static async Task<(byte[]? Bytes, JsonElement Root, Problem? Problem)> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken, bool mayBeAbsent = false)
    {
        if (!IsJson(request.ContentType) && !(mayBeAbsent && request.ContentType is null)) return (null, default, Problem.UnsupportedMediaType);
        if (request.ContentLength > maxBytes) return (null, default, Problem.BodyTooLarge(maxBytes));
        var body = new ArrayBufferWriter<byte>(1024);
        while (true)
        {
            var count = await request.Body.ReadAsync(body.GetMemory(1024), cancellationToken);
            if (count == 0) break;
            body.Advance(count);
            if (body.WrittenCount > maxBytes) return (null, default, Problem.BodyTooLarge(maxBytes));
        }

        var bytes = body.WrittenCount == 0 && mayBeAbsent ? "{}"u8.ToArray() : body.WrittenSpan.ToArray();
        if (!Utf8.IsValid(bytes)) return (null, default, Problem.MalformedJson("The body is not UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(bytes, s_strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (null, default, Problem.MalformedJson("The body is JSON, but not an object."));
            return HasReadableNames(document.RootElement) ? (bytes, document.RootElement.Clone(), null) : (null, default, UnreadableName);
        }
        catch (InvalidOperationException)
        {
            return (null, default, UnreadableName);
        }
        catch (JsonException malformed)
        {
            var where = malformed.LineNumber is { } line ? $" Line {line + 1}, byte {malformed.BytePositionInLine + 1}." : "";
            return (null, default, Problem.MalformedJson($"The body cannot be parsed, nests deeper than {s_strict.MaxDepth} levels, or has a property twice.{where}"));
        }
    }

    private static Problem UnreadableName => Problem.MalformedJson("A property's name holds half of a surrogate pair.");

    /// <summary>A name that no text can hold throws when it is looked at, be it only to compare it: better here than in the middle of reading fields.</summary>
    private static bool HasReadableNames(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(property => property.Name.Length >= 0 && HasReadableNames(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(HasReadableNames),
        _ => true,
    };

    private static bool IsJson(string? contentType)
    {
        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)) return false;
        var charset = type.CharSet?.Trim('"');
        return type.MediaType?.ToLowerInvariant() is "application/json" or "application/merge-patch+json"
            && (charset is null || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
