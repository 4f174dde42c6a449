using System.Text.Json;
using System.Text.RegularExpressions;

namespace Smartlinks.StreamingServices.SoundCloud;

/// <summary>SoundCloud's JSON, read. Everything in it but the codes that labels deliver is written by whoever uploaded.</summary>
public static partial class SoundCloudAnswers
{
    /// <summary>What a preview lasts; told instead of the track's own length.</summary>
    private static readonly TimeSpan s_preview = TimeSpan.FromSeconds(30);

    /// <summary>All 250 codes of ISO 3166-1 with commas and blanks are a thousand characters. A list that counts for none would mean everywhere.</summary>
    private const int MostCountries = 2_000;

    /// <param name="here">The country that access is told for; null: unknown.</param>
    public static LookUp ReadTracks(JsonElement root, string? here) => ReadList(root, item => ToTrack(item, here));

    public static LookUp ReadAlbums(JsonElement root) => ReadList(root, ToAlbum);

    public static LookUp ReadTrack(JsonElement root, string? here) => ReadItem(root, "track", ToTrack(root, here));

    public static LookUp ReadAlbum(JsonElement root) => ReadItem(root, "playlist", ToAlbum(root));

    private static LookUp ReadList(JsonElement root, Func<JsonElement, Candidate?> read)
    {
        if (root.Child("collection") is not { ValueKind: JsonValueKind.Array } items) return ServiceAnswer.Malformed;
        Candidate[] found = [.. items.EnumerateArray().Select(read).OfType<Candidate>()];
        return found.Length > 0 ? new LookUp.Found([.. found.Select(candidate => candidate with { FoundBy = FoundBy.Search })])
            : items.EnumerateArray().All(item => item.Text("sharing") == "private") ? new LookUp.NotListed() : ServiceAnswer.Malformed;
    }

    /// <summary>What is there and not for everybody is as good as not there.</summary>
    private static LookUp ReadItem(JsonElement root, string kind, Candidate? candidate) =>
        candidate is not null ? new LookUp.Found([candidate with { FoundBy = FoundBy.Item }])
        : root.Text("kind") == kind && root.Text("sharing") == "private" ? new LookUp.NotListed() : ServiceAnswer.Malformed;

    private static Candidate? ToTrack(JsonElement item, string? here)
    {
        if (item.Text("title") is not { } title || item.Text("sharing") == "private" || TrackPage().Match(item.Text("permalink_url") ?? "") is not { Success: true } page) return null;
        var access = item.Text("access");
        return new Candidate(ItemKind.Track, page.Groups["id"].Value, PageOf(page), title, Artists(item))
        {
            Isrc = item.Text("isrc") ?? item.Child("publisher_metadata")?.Text("isrc"),
            Duration = Length(item) is { } length && (access != "preview" || length > s_preview) ? length : null,
            ReleasedOn = ReleasedOn(item),
            Territories = ToTerritories(item, access, here),
            ArtworkUrl = ServiceAnswer.HttpUri(item.Text("artwork_url")),
        };
    }

    private static Candidate? ToAlbum(JsonElement item)
    {
        if (item.Text("title") is not { } title || item.Text("sharing") == "private" || SetPage().Match(item.Text("permalink_url") ?? "") is not { Success: true } page) return null;
        return new Candidate(ItemKind.Album, page.Groups["id"].Value, PageOf(page), title, Artists(item))
        {
            Upc = item.Text("ean"),
            AlbumTitle = title,
            AlbumType = item.Text("playlist_type") ?? item.Text("type"),
            TrackCount = item.Count("track_count"),
            ReleasedOn = ReleasedOn(item),
            ArtworkUrl = ServiceAnswer.HttpUri(item.Text("artwork_url")),
        };
    }

    /// <summary>Labels upload for their artists: the artist's name is in the metadata then.</summary>
    private static IReadOnlyList<string> Artists(JsonElement item) =>
        (item.Text("metadata_artist") ?? item.Child("publisher_metadata")?.Text("artist") ?? item.Child("user")?.Text("username")) is { } name ? [name] : [];

    private static TimeSpan? Length(JsonElement item) => item.Number("duration") is > 0 and { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static DateOnly? ReleasedOn(JsonElement item) => (item.Number("release_year"), item.Number("release_month"), item.Number("release_day")) is ({ } year and > 0 and < 10_000, { } month and > 0 and < 13, { } day and > 0)
        && day <= DateTime.DaysInMonth((int)year, (int)month) ? new DateOnly((int)year, (int)month, (int)day) : null;

    /// <summary>A preview is for those without a subscription and no matter of country.</summary>
    private static Territories ToTerritories(JsonElement item, string? access, string? here) =>
        item.Text("available_country_codes", MostCountries) is { } countries ? Territories.Only(countries.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        : access == "blocked" && here is not null ? Territories.Except([here])
        : Territories.Everywhere;

    /// <summary>Made anew from the path: without what SoundCloud adds to count who sends visitors.</summary>
    private static DestinationUrl PageOf(Match page) => DestinationUrl.Parse(StreamingService.SoundCloud, $"https://soundcloud.com/{page.Groups["id"].Value}");

    [GeneratedRegex(@"^https://(?:www\.|m\.)?soundcloud\.com/(?<id>[A-Za-z0-9_-]+/(?!sets/)[A-Za-z0-9_-]+)(?:\?|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex TrackPage();

    [GeneratedRegex(@"^https://(?:www\.|m\.)?soundcloud\.com/(?<id>[A-Za-z0-9_-]+/sets/[A-Za-z0-9_-]+)(?:\?|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex SetPage();
}
