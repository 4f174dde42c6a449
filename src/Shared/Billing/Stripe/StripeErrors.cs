using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.Billing.Stripe;

/// <summary>Reads Stripe's error answers: <c>{ "error": { "type", "code", "decline_code", "param" } }</c>.</summary>
internal static class StripeErrors
{
    private const int MostText = 120;

    public static StripeFailureException Read(int status, HttpResponseHeaders headers, ReadOnlyMemory<byte> body)
    {
        var requestId = headers.TryGetValues("Request-Id", out var ids) ? Clean(string.Concat(ids)) : null;
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement.GetProperty("error");
            return new StripeFailureException(KindOf(status, Text(error, "type")), status, Text(error, "code"), Text(error, "decline_code"), Text(error, "param"), requestId);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new StripeFailureException(KindOf(status, null), status, requestId: requestId);
        }
    }

    private static StripeFailureKind KindOf(int status, string? type) => (status, type) switch
    {
        (429, _) => StripeFailureKind.RateLimit,
        (401 or 403, _) => StripeFailureKind.Authentication,
        (_, "card_error") => StripeFailureKind.Card,
        (_, "idempotency_error") => StripeFailureKind.Idempotency,
        ( >= 500, _) or (_, "api_error") => StripeFailureKind.Api,
        (_, "invalid_request_error") or (404, _) => StripeFailureKind.InvalidRequest,
        // A proxy's page, or a type that is not known yet.
        _ => type is null ? StripeFailureKind.Api : StripeFailureKind.InvalidRequest,
    };

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value.GetString()!) : null;

    /// <summary>Codes and parameters are names; anything else in their place is not repeated.</summary>
    private static string? Clean(string text) =>
        text.Length is > 0 and <= MostText && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '[' or ']' or '.') && !text.Contains("k_test_", StringComparison.Ordinal) && !text.Contains("k_live_", StringComparison.Ordinal) ? text : null;
}
