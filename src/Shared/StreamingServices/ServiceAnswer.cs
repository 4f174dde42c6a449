using System.Net;
using System.Text.Json;

namespace Smartlinks.StreamingServices;

/// <summary>Reads one JSON answer of a service with what all of them have in common: limits of size and time, and the kinds of refusal.</summary>
public static class ServiceAnswer
{
    /// <summary>No look-up answer is larger; a larger one is refused as malformed.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>No title or name is longer; what is, would not fit a row.</summary>
    public const int MostText = 500;

    /// <summary>No token is longer; TIDAL's and Amazon's are documents of several hundred characters.</summary>
    public const int MostToken = 4_096;

    private const int MostNames = 20;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(24);

    /// <summary>Sends and reads. <paramref name="read"/> gets the root of a 200 answer.</summary>
    public static Task<LookUp> ReadAsync(HttpClient http, HttpRequestMessage request, TimeProvider time, Func<JsonElement, LookUp> read, RefusalReader? refusals, CancellationToken cancellationToken) =>
        SendAsync(http, request, time, (answer, body) =>
        {
            if (!answer.IsSuccessStatusCode) return ReadRefusal(answer, body, time, refusals);
            using var json = JsonDocument.Parse(body);
            return read(json.RootElement);
        }, cancellationToken);

    /// <summary>Sends with the limits of size and time. <paramref name="read"/> gets the answer of any status, and its body.</summary>
    public static async Task<LookUp> SendAsync(HttpClient http, HttpRequestMessage request, TimeProvider time, Func<HttpResponseMessage, byte[], LookUp> read, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(s_timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return read(answer, await ReadBodyAsync(answer, both.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new LookUp.Unavailable(UnavailableReasons.Unreachable, null);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            return Malformed;
        }
    }

    public static LookUp.Unavailable Malformed { get; } = new(UnavailableReasons.MalformedAnswer, null);

    /// <summary>
    /// Reads an answer that is not a success. A 404 alone is nobody's word: a proxy, a gateway or a wrong address gives one too, and a release or a good link would be
    /// lost by it. Only <paramref name="refusals"/> knows the body by which a service says that it does not have something.
    /// </summary>
    public static LookUp ReadRefusal(HttpResponseMessage answer, byte[] body, TimeProvider time, RefusalReader? refusals)
    {
        var (status, retryAfter) = ((int)answer.StatusCode, RetryAfter(answer, time));
        if (refusals?.Invoke(status, TryParse(body), retryAfter) is { } read) return read;
        return status switch
        {
            429 => new LookUp.Unavailable(IsQuota(body) ? UnavailableReasons.QuotaExhausted : UnavailableReasons.RateLimited, retryAfter),
            401 => new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter),
            _ => new LookUp.Unavailable($"http{status}", retryAfter),
        };
    }

    /// <summary>Undefined for what is no JSON.</summary>
    internal static JsonElement TryParse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <param name="most">UTF-16 characters; a longer text is as good as none.</param>
    public static string? Text(this JsonElement element, string name, int most = MostText) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= most ? text : null;

    public static long? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A number from 1 to a million, such as a track's position.</summary>
    public static int? Count(this JsonElement element, string name) => element.Number(name) is > 0 and <= 1_000_000 and { } number ? (int)number : null;

    public static bool? Flag(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null } : null;

    public static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value : null;

    public static IReadOnlyList<string> Names(this JsonElement element, string listName) =>
        element.Child(listName) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => item.Text("name")).OfType<string>().Take(MostNames)] : [];

    public static Uri? HttpUri(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? uri : null;

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : null;

    private static async Task<byte[]> ReadBodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes) throw new FormatException("The answer is too large.");
        }

        return body.ToArray();
    }

    /// <summary>Since July 2026 Spotify tells a used-up quota from a rate limit by <c>error.reason</c>.</summary>
    private static bool IsQuota(byte[] body) => body.AsSpan().IndexOf("QUOTA_EXCEEDED"u8) >= 0;

    internal static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time)
    {
        var after = answer.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, s_longestWait.Ticks));
    }
}
