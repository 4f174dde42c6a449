using System.Text.Json;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Deezer's JSON, read. Errors come as <c>{"error":{code}}</c> in a 200 answer: 800 no data, 4 quota, 700 busy.</summary>
public static class DeezerAnswers
{
    public static LookUp ReadTrack(JsonElement root, FoundBy by) => ReadError(root) ?? Found(ToTrack(root), by);

    public static LookUp ReadAlbum(JsonElement root, FoundBy by) => ReadError(root) ?? Found(ToAlbum(root), by);

    public static LookUp ReadHits(JsonElement root)
    {
        if (ReadError(root) is { } error) return error;
        if (root.Child("data") is not { ValueKind: JsonValueKind.Array } hits) return ServiceAnswer.Malformed;
        Candidate[] candidates = [.. hits.EnumerateArray().Select(ToTrack).OfType<Candidate>().Select(candidate => candidate with { FoundBy = FoundBy.Search })];
        return candidates.Length > 0 ? new LookUp.Found(candidates) : hits.GetArrayLength() == 0 ? new LookUp.NotListed() : ServiceAnswer.Malformed;
    }

    private static LookUp? ReadError(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return ServiceAnswer.Malformed;
        if (root.Child("error") is not { } error) return null;
        return error.Number("code") switch
        {
            800 => new LookUp.NotListed(),
            4 => new LookUp.Unavailable(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(5)),
            { } code => new LookUp.Unavailable($"deezer{code}", null),
            null => ServiceAnswer.Malformed,
        };
    }

    private static LookUp Found(Candidate? candidate, FoundBy by) =>
        candidate is null ? ServiceAnswer.Malformed : new LookUp.Found([candidate with { FoundBy = by }]);

    private static Candidate? ToTrack(JsonElement root)
    {
        var id = root.Number("id");
        if (id is null || root.Text("title") is not { } title) return null;
        var album = root.Child("album");
        // The short title is the title without the version, which comes beside it in brackets. Guests may stand there too, and are no version.
        var version = WithoutBrackets(root.Text("title_version")?.Trim() ?? "");
        var isApart = version.Length > 0 && !version.StartsWith("feat", StringComparison.OrdinalIgnoreCase) && root.Text("title_short") is not null;
        return new Candidate(ItemKind.Track, $"{id}", PageOf("track", id.Value), isApart ? root.Text("title_short")! : title, Artists(root))
        {
            Isrc = root.Text("isrc"),
            Version = isApart ? version : null,
            AlbumTitle = album?.Text("title"),
            Duration = root.Number("duration") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ReleasedOn = ServiceAnswer.Day(root.Text("release_date")),
            TrackNumber = root.Count("track_position"),
            IsExplicit = root.Flag("explicit_lyrics"),
            Territories = ToTerritories(root),
            ArtworkUrl = Cover(album),
        };
    }

    private static Candidate? ToAlbum(JsonElement root)
    {
        var id = root.Number("id");
        if (id is null || root.Text("title") is not { } title) return null;
        return new Candidate(ItemKind.Album, $"{id}", PageOf("album", id.Value), title, Artists(root))
        {
            Upc = root.Text("upc"),
            AlbumTitle = title,
            AlbumType = root.Text("record_type"),
            ReleasedOn = ServiceAnswer.Day(root.Text("release_date")),
            TrackCount = root.Count("nb_tracks"),
            IsExplicit = root.Flag("explicit_lyrics"),
            ArtworkUrl = Cover(root),
        };
    }

    /// <summary><c>readable</c> is left aside: it speaks of the country this app runs in. The list speaks of all, and an empty one means nowhere.</summary>
    private static Territories ToTerritories(JsonElement root) => root.Child("available_countries") is { ValueKind: JsonValueKind.Array } list
        ? Territories.Of(list.EnumerateArray().Where(code => code.ValueKind == JsonValueKind.String).Select(code => code.GetString()!), DeezerMarkets.All)
        : Territories.Everywhere;

    private static string WithoutBrackets(string version) => version is ['(', .., ')'] or ['[', .., ']'] && version.AsSpan(1, version.Length - 2).IndexOfAny("()[]") < 0 ? version[1..^1].Trim() : version;

    /// <summary>The page's address is made from the id, so that an answer cannot send fans elsewhere.</summary>
    private static DestinationUrl PageOf(string kind, long id) => DestinationUrl.Parse(StreamingService.Deezer, $"https://www.deezer.com/{kind}/{id}");

    private static IReadOnlyList<string> Artists(JsonElement root) =>
        root.Names("contributors") is { Count: > 0 } names ? names : root.Child("artist")?.Text("name") is { } name ? [name] : [];

    private static Uri? Cover(JsonElement? album) => ServiceAnswer.HttpUri(album?.Text("cover_xl") ?? album?.Text("cover_big"));
}
