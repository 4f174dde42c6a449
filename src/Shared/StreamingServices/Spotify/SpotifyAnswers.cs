using System.Text.Json;
using System.Text.RegularExpressions;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Spotify's JSON, read. <c>market</c> is always the country that was asked for.</summary>
public static partial class SpotifyAnswers
{
    /// <summary>A 404 is Spotify's only in its own form: <c>{"error":{"status":404,"message"}}</c>.</summary>
    public static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter) =>
        status == 404 && body.Child("error") is { } error && error.Number("status") == 404 && error.Text("message") is not null ? new LookUp.NotListed() : null;

    /// <summary>
    /// A 403 is Spotify's in that form too, or for an account that is not on the app's list as a line of text, in words that change. Anybody else's, such as a firewall's
    /// page, is no word on the fan.
    /// </summary>
    public static bool IsForbidden(FanReply reply) => reply.Status == 403 && (reply.Body.Child("error")?.Number("status") == 403 || NotListed().IsMatch(reply.Text));

    /// <summary>The fan was not asked for the permission this takes.</summary>
    public static bool IsForScope(FanReply reply) => reply.Status == 403 && reply.Body.Child("error")?.Text("message")?.Contains("scope", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The id of an item's first artist; null where none is told.</summary>
    public static string? ReadFirstArtist(JsonElement root) =>
        root.Child("artists") is { ValueKind: JsonValueKind.Array } artists ? artists.EnumerateArray().Select(artist => artist.Text("id")).OfType<string>().FirstOrDefault(IsId) : null;

    public static LookUp ReadTrackSearch(JsonElement root, string market)
    {
        if (root.Child("tracks")?.Child("items") is not { ValueKind: JsonValueKind.Array } items) return ServiceAnswer.Malformed;
        Candidate[] candidates = [.. items.EnumerateArray().Select(item => ToTrack(item, market)).OfType<Candidate>()];
        return candidates.Length > 0 ? new LookUp.Found([.. candidates.Select(candidate => candidate with { FoundBy = FoundBy.Isrc })]) : items.GetArrayLength() == 0 ? new LookUp.NotListed() : ServiceAnswer.Malformed;
    }

    public static LookUp ReadTrack(JsonElement root, string market) => Found(ToTrack(root, market), FoundBy.Item);

    public static LookUp ReadAlbum(JsonElement root, string market, FoundBy by) => Found(ToAlbum(root, market), by);

    /// <summary>The list of markets in an item's answer; empty where it is not told.</summary>
    public static IReadOnlyList<string> ReadMarkets(JsonElement root) => root.Child("available_markets") is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(code => code.ValueKind == JsonValueKind.String).Select(code => code.GetString()!)] : [];

    /// <summary>Ids of the albums in a search answer, which carries no codes; null when it is not one.</summary>
    public static IReadOnlyList<string>? ReadAlbumIds(JsonElement root)
    {
        if (root.Child("albums")?.Child("items") is not { ValueKind: JsonValueKind.Array } items) return null;
        string[] ids = [.. items.EnumerateArray().Select(item => item.Text("id")).OfType<string>().Where(IsId)];
        return ids.Length > 0 || items.GetArrayLength() == 0 ? ids : null;
    }

    /// <summary>22 characters of base62.</summary>
    public static bool IsId(string id) => id.Length == 22 && id.All(char.IsAsciiLetterOrDigit);

    private static LookUp Found(Candidate? candidate, FoundBy by) =>
        candidate is null ? ServiceAnswer.Malformed : new LookUp.Found([candidate with { FoundBy = by }]);

    private static Candidate? ToTrack(JsonElement item, string market)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Text("name") is not { } name) return null;
        var album = item.Child("album");
        return new Candidate(ItemKind.Track, id, PageOf("track", id), name, item.Names("artists"))
        {
            Isrc = item.Child("external_ids")?.Text("isrc"),
            Upc = album?.Child("external_ids")?.Text("upc"),
            AlbumTitle = album?.Text("name"),
            AlbumType = album?.Text("album_type"),
            Duration = item.Number("duration_ms") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            ReleasedOn = ServiceAnswer.Day(album?.Text("release_date")),
            TrackNumber = item.Count("track_number"),
            IsExplicit = item.Flag("explicit"),
            Territories = ToTerritories(item, market),
        };
    }

    private static Candidate? ToAlbum(JsonElement item, string market)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Text("name") is not { } name) return null;
        return new Candidate(ItemKind.Album, id, PageOf("album", id), name, item.Names("artists"))
        {
            Upc = item.Child("external_ids")?.Text("upc"),
            AlbumTitle = name,
            AlbumType = item.Text("album_type"),
            ReleasedOn = ServiceAnswer.Day(item.Text("release_date")),
            TrackCount = item.Count("total_tracks"),
            Territories = ToTerritories(item, market),
        };
    }

    /// <summary>
    /// The list of markets, where one comes; an empty one says nothing, since a market may play another copy of the track (Spotify's "track relinking"). Else what is told
    /// of the market that was asked for. A restriction by product (a subscription) or to explicit content says nothing of countries.
    /// </summary>
    private static Territories ToTerritories(JsonElement item, string market)
    {
        if (ReadMarkets(item) is { Count: > 0 } markets) return Territories.Of(markets, SpotifyMarkets.All);
        var reason = item.Child("restrictions")?.Text("reason");
        return reason == "market" || (reason is null && item.Flag("is_playable") == false) ? Territories.Except([market]) : Territories.Everywhere;
    }

    /// <summary>The page's address is made from the id, so that an answer cannot send fans elsewhere. Artwork is left out: Spotify's terms forbid storing it.</summary>
    private static DestinationUrl PageOf(string kind, string id) => DestinationUrl.Parse(StreamingService.Spotify, $"https://open.spotify.com/{kind}/{id}");

    [GeneratedRegex("^[^<]*\\buser\\b[^<]*\\bnot (be )?(registered|approved)\\b", RegexOptions.IgnoreCase)]
    private static partial Regex NotListed();
}
