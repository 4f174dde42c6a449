using System.Globalization;
using System.Text.Json;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>Reads what a country may do with a track or an album, and since when.</summary>
/// <param name="country">The country that was asked for.</param>
internal sealed class TidalRights(string country, TimeProvider time)
{
    /// <summary>Usage rules tell since when and how a country may use it; the older <c>availability</c> tells only how. Without either nothing is known.</summary>
    public Candidate Apply(JsonElement item, TidalDocument document, Candidate candidate)
    {
        var rules = document.Related(item, "usageRules").Select(related => related.Child("attributes")).FirstOrDefault();
        if (rules is { } known && known.Text("countryCode") == country)
        {
            if (!Has(known, "subscription") && !Has(known, "free") && !Has(known, "paid")) return candidate with { Territories = Territories.Except([country]) };
            return Instant(known.Text("validFrom")) is { } from && from > time.GetUtcNow() ? candidate with { AvailableFrom = from } : candidate;
        }

        var attributes = item.Child("attributes");
        var isOut = candidate.ReleasedOn is not { } day || day <= DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return isOut && attributes?.Child("availability") is not null && !Has(attributes.Value, "availability") ? candidate with { Territories = Territories.Except([country]) } : candidate;
    }

    private static bool Has(JsonElement element, string list) =>
        element.Child(list) is { ValueKind: JsonValueKind.Array } uses && uses.EnumerateArray().Any(use => use.ValueKind == JsonValueKind.String && use.ValueEquals("STREAM"));

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
