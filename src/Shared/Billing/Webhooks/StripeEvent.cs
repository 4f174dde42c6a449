using System.Text.Json;
using Azure;

namespace Smartlinks.Billing.Webhooks;

/// <summary>News from Stripe, of which nothing is believed but what it is about: the object is read anew.</summary>
/// <param name="Account">The connected account it happened on; null: the platform's own.</param>
/// <param name="ObjectId">Such as <c>cs_…</c> or <c>in_…</c>.</param>
public sealed record StripeEvent(string Id, string Type, string? Account, string ObjectId, DateTimeOffset CreatedAt, bool Livemode)
{
    private const int MostId = 255;

    public bool IsApplied { get; init; }

    public ETag ETag { get; init; }

    /// <summary>Where it is kept: by the day it happened.</summary>
    public string Partition => StripeEvents.Day(CreatedAt);

    /// <summary>Null when it is no event with an object that has an id.</summary>
    public static StripeEvent? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.GetProperty("object").GetString() != "event") return null;
            var (id, type, about) = (root.GetProperty("id").GetString(), root.GetProperty("type").GetString(), root.GetProperty("data").GetProperty("object"));
            var account = root.TryGetProperty("account", out var given) && given.ValueKind != JsonValueKind.Null ? given.GetString() : null;
            var objectId = about.TryGetProperty("id", out var named) ? named.GetString() : null;
            if (!IsId(id) || !IsId(objectId) || string.IsNullOrEmpty(type) || type.Length > MostId || (account is not null && !IsId(account))) return null;
            return new StripeEvent(id!, type, account, objectId!, DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("created").GetInt64()), root.GetProperty("livemode").GetBoolean());
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static bool IsId(string? text) => text is { Length: > 2 and <= MostId } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
