using System.Text.Json;
using System.Xml;

namespace Smartlinks.StreamingServices.Tidal;

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

    /// <summary>At 5 tokens a request and one a second, the next request is due then.</summary>
    private static readonly TimeSpan s_replenishes = TimeSpan.FromSeconds(5);

    private readonly TidalRights _rights = new(country, time);

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
        var document = new TidalDocument(root);
        Candidate[] candidates = [.. data.EnumerateArray().Select(item => ToCandidate(item, document)).OfType<Candidate>().Select(candidate => candidate with { FoundBy = by })];
        return candidates.Length > 0 || data.GetArrayLength() == 0 ? new TidalPage(candidates, document.NextCursor()) : null;
    }

    public LookUp ReadItem(JsonElement root) =>
        root.Child("data") is { ValueKind: JsonValueKind.Object } data && ToCandidate(data, new TidalDocument(root)) is { } candidate
            ? new LookUp.Found([candidate with { FoundBy = FoundBy.Item }]) : ServiceAnswer.Malformed;

    private Candidate? ToCandidate(JsonElement item, TidalDocument document) => item.Text("type") switch
    {
        "tracks" => ToTrack(item, document),
        "albums" => ToAlbum(item, document),
        _ => null,
    };

    private Candidate? ToTrack(JsonElement item, TidalDocument document)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Child("attributes") is not { } attributes || attributes.Text("title") is not { } title) return null;
        var album = document.Related(item, "albums").Select(related => related.Child("attributes")).FirstOrDefault();
        return _rights.Apply(item, document, new Candidate(ItemKind.Track, id, PageOf("track", id), title, Artists(item, document))
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

    private Candidate? ToAlbum(JsonElement item, TidalDocument document)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Child("attributes") is not { } attributes || attributes.Text("title") is not { } title) return null;
        return _rights.Apply(item, document, new Candidate(ItemKind.Album, id, PageOf("album", id), title, Artists(item, document))
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

    private static IReadOnlyList<string> Artists(JsonElement item, TidalDocument document) =>
        [.. document.Related(item, "artists").Select(artist => artist.Child("attributes")?.Text("name")).OfType<string>().Take(MostArtists)];

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

    /// <summary>Opaque to clients; what could be more than one segment of an address is refused.</summary>
    private static bool IsId(string id) => id.Length <= 40 && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>The page's address is made from the id, so that an answer cannot send fans elsewhere.</summary>
    private static DestinationUrl PageOf(string kind, string id) => DestinationUrl.Parse(StreamingService.Tidal, $"https://tidal.com/browse/{kind}/{id}");
}
