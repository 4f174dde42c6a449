using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>One page of a list; the cursor is null on the last.</summary>
public sealed record TidalPage(IReadOnlyList<Candidate> Candidates, string? NextCursor);

/// <summary>
/// TIDAL's JSON:API documents, read: what a resource is related to is named in <c>relationships</c> and described in <c>included</c>. Artwork is left out: TIDAL's
/// terms for keeping it are not known.
/// </summary>
/// <param name="country">The country that was asked for.</param>
public sealed class TidalAnswers(string country, TimeProvider time)
{
    /// <summary>Reason when a list went on after the pages that are read.</summary>
    public const string TooManyPages = "tooManyPages";

    private const int MostArtists = 20;
    private const int MostCursor = 1_000;

    /// <summary>At 5 tokens a request and one a second, the next request is due then.</summary>
    private static readonly TimeSpan s_replenishes = TimeSpan.FromSeconds(5);

    /// <summary>A refusal comes as <c>{"errors":[{status,code,detail}]}</c>; a 404 without that is not TIDAL's word on a resource.</summary>
    public static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter)
    {
        var errors = body.Child("errors") is { ValueKind: JsonValueKind.Array } list ? list : (JsonElement?)null;
        return status switch
        {
            404 when errors is not null => new LookUp.NotListed(),
            429 when errors?.EnumerateArray().Any(error => error.Text("code")?.Contains("QUOTA", StringComparison.OrdinalIgnoreCase) == true) == true =>
                new LookUp.Unavailable(UnavailableReasons.QuotaExhausted, retryAfter),
            429 => new LookUp.Unavailable(UnavailableReasons.RateLimited, retryAfter ?? s_replenishes),
            _ => null,
        };
    }

    /// <summary>Null when it is no list of resources, or one of which nothing can be read.</summary>
    public TidalPage? ReadPage(JsonElement root, FoundBy by)
    {
        if (root.Child("data") is not { ValueKind: JsonValueKind.Array } data) return null;
        var included = ReadIncluded(root);
        Candidate[] candidates = [.. data.EnumerateArray().Select(item => ToCandidate(item, included)).OfType<Candidate>().Select(candidate => candidate with { FoundBy = by })];
        return candidates.Length > 0 || data.GetArrayLength() == 0 ? new TidalPage(candidates, NextCursor(root)) : null;
    }

    public LookUp ReadItem(JsonElement root) =>
        root.Child("data") is { ValueKind: JsonValueKind.Object } data && ToCandidate(data, ReadIncluded(root)) is { } candidate
            ? new LookUp.Found([candidate with { FoundBy = FoundBy.Item }]) : ServiceAnswer.Malformed;

    private Candidate? ToCandidate(JsonElement item, Dictionary<(string, string), JsonElement> included) => item.Text("type") switch
    {
        "tracks" => ToTrack(item, included),
        "albums" => ToAlbum(item, included),
        _ => null,
    };

    private Candidate? ToTrack(JsonElement item, Dictionary<(string, string), JsonElement> included)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Child("attributes") is not { } attributes || attributes.Text("title") is not { } title) return null;
        var album = Related(item, "albums", included).Select(related => related.Child("attributes")).FirstOrDefault();
        return WithRights(item, included, new Candidate(ItemKind.Track, id, PageOf("track", id), title, Artists(item, included))
        {
            Isrc = attributes.Text("isrc"),
            Version = attributes.Text("version"),
            Duration = Duration(attributes.Text("duration")),
            IsExplicit = Flag(attributes, "explicit"),
            Upc = album?.Text("barcodeId"),
            AlbumTitle = album?.Text("title"),
            AlbumType = AlbumType(album),
            ReleasedOn = ServiceAnswer.Day(album?.Text("releaseDate")),
        });
    }

    private Candidate? ToAlbum(JsonElement item, Dictionary<(string, string), JsonElement> included)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Child("attributes") is not { } attributes || attributes.Text("title") is not { } title) return null;
        return WithRights(item, included, new Candidate(ItemKind.Album, id, PageOf("album", id), title, Artists(item, included))
        {
            Upc = attributes.Text("barcodeId"),
            Version = attributes.Text("version"),
            AlbumTitle = title,
            AlbumType = AlbumType(attributes),
            ReleasedOn = ServiceAnswer.Day(attributes.Text("releaseDate")),
            TrackCount = attributes.Number("numberOfItems") is > 0 and <= int.MaxValue and { } count ? (int)count : null,
            IsExplicit = Flag(attributes, "explicit"),
        });
    }

    /// <summary>Usage rules tell since when and how a country may use it; the older <c>availability</c> tells only how. Without either nothing is known.</summary>
    private Candidate WithRights(JsonElement item, Dictionary<(string, string), JsonElement> included, Candidate candidate)
    {
        var rules = Related(item, "usageRules", included).Select(related => related.Child("attributes")).FirstOrDefault();
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

    private static Dictionary<(string, string), JsonElement> ReadIncluded(JsonElement root)
    {
        var included = new Dictionary<(string, string), JsonElement>();
        if (root.Child("included") is not { ValueKind: JsonValueKind.Array } list) return included;
        foreach (var resource in list.EnumerateArray())
        {
            if (resource.Text("type") is { } type && resource.Text("id") is { } id) included[(type, id)] = resource;
        }

        return included;
    }

    /// <summary>In the order the relationship names them; one or many.</summary>
    private static IEnumerable<JsonElement> Related(JsonElement item, string name, Dictionary<(string, string), JsonElement> included)
    {
        var data = item.Child("relationships")?.Child(name)?.Child("data");
        var identifiers = data is not { } some ? [] : some.ValueKind == JsonValueKind.Array ? some.EnumerateArray() : (IEnumerable<JsonElement>)[some];
        foreach (var identifier in identifiers)
        {
            if (identifier.Text("type") is { } type && identifier.Text("id") is { } id && included.TryGetValue((type, id), out var resource)) yield return resource;
        }
    }

    private static IReadOnlyList<string> Artists(JsonElement item, Dictionary<(string, string), JsonElement> included) =>
        [.. Related(item, "artists", included).Select(artist => artist.Child("attributes")?.Text("name")).OfType<string>().Take(MostArtists)];

    private static string? AlbumType(JsonElement? album) => (album?.Text("albumType") ?? album?.Text("type"))?.ToLowerInvariant();

    private static bool? Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>ISO 8601, such as <c>PT4M12S</c>.</summary>
    private static TimeSpan? Duration(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;

    /// <summary>Only the cursor is taken from the next page's address: the token goes to no other place than the configured one.</summary>
    private static string? NextCursor(JsonElement root)
    {
        if (root.Child("links") is not { ValueKind: JsonValueKind.Object } links || !links.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.String) return null;
        var address = next.GetString()!;
        var cursor = address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2 && Uri.UnescapeDataString(pair[0]) == "page[cursor]").Select(pair => Uri.UnescapeDataString(pair[1])).FirstOrDefault();
        return cursor is { Length: > 0 and <= MostCursor } ? cursor : throw new FormatException("A next page has no cursor.");
    }

    /// <summary>Opaque to clients; what could be more than one segment of an address is refused.</summary>
    private static bool IsId(string id) => id.Length <= 40 && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>The page's address is made from the id, so that an answer cannot send fans elsewhere.</summary>
    private static DestinationUrl PageOf(string kind, string id) => DestinationUrl.Parse(StreamingService.Tidal, $"https://tidal.com/browse/{kind}/{id}");
}
