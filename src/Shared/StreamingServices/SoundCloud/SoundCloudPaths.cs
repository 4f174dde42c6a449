using System.Collections.Frozen;
using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.SoundCloud;

/// <summary>
/// SoundCloud's addresses: <c>/{user}/{track}</c> and <c>/{user}/sets/{set}</c>. A set is read as an album: an address does not tell an album from a playlist, the
/// service does. A secret share (<c>/s-{secret}</c>) is refused, since a link on a public page would give the secret away.
/// </summary>
public static class SoundCloudPaths
{
    private const int LongestName = 255;

    /// <summary>What stands where a user's name would, and is none.</summary>
    private static readonly FrozenSet<string> s_notUsers = FrozenSet.ToFrozenSet(
        ["discover", "search", "you", "settings", "stream", "feed", "upload", "charts", "tags", "pages", "terms-of-use", "imprint", "signin", "signout", "login", "logout", "people", "stations",
         "groups", "explore", "jobs", "community-guidelines", "messages", "notifications", "download", "mobile", "apps", "pro", "go", "premium", "oembed", "player", "connect", "auth", "creators",
         "artists", "developers", "press", "legal", "help", "checkout", "library", "popular", "trending", "tracks", "sets", "playlists", "sounds", "users", "home", "transparency-reports", "ideas",
         "swag", "dashboard", "moderation", "activate", "redeem", "subscriptions", "logged-out", "error", "redirect", "track-redirect", "insights", "n", "for-artists", "weekly", "resolve"], StringComparer.Ordinal);

    /// <summary>What stands where a track's name would, and is a list of the user's.</summary>
    private static readonly FrozenSet<string> s_notTracks = FrozenSet.ToFrozenSet(
        ["tracks", "albums", "sets", "reposts", "likes", "followers", "following", "popular-tracks", "comments", "spotlight", "toptracks", "recommended", "stats", "groups", "info", "playlists"], StringComparer.Ordinal);

    public static ItemReading Read(ItemAddress address)
    {
        if (address.Host == "on.soundcloud.com") return new(null, "This is a share link of SoundCloud that cannot be read; open it and give the address it leads to.");
        // Permalinks are lower case; whatever else somebody types leads to the same page or none.
        ReadOnlySpan<string> segments = [.. address.Segments.Select(segment => segment.ToLowerInvariant())];
        if (segments is [_, .., ['s', '-', ..]] && segments.Length > 2 || address.Has("secret_token"))
            return new(null, "This is a private share on SoundCloud, which holds a secret; make the track public and give its address without the secret.");
        return segments switch
        {
            [var first, ..] when s_notUsers.Contains(first) => ItemPages.Other(StreamingService.SoundCloud, segments),
            [var user] when IsName(user) => ItemPages.Not(StreamingService.SoundCloud, "an artist's page"),
            [var user, var list] when IsName(user) && s_notTracks.Contains(list) => ItemPages.Not(StreamingService.SoundCloud, "a list on an artist's page"),
            [var user, var track] when IsName(user) && IsName(track) => Found(ItemKind.Track, $"{user}/{track}"),
            [var user, "sets", var set] when IsName(user) && IsName(set) => Found(ItemKind.Album, $"{user}/sets/{set}"),
            _ => ItemPages.Other(StreamingService.SoundCloud, segments),
        };
    }

    private static bool IsName(string text) => IdShape.IsToken(text, 1, LongestName);

    private static ItemReading Found(ItemKind kind, string id) => ItemPages.Found(StreamingService.SoundCloud, kind, id, "/" + id);
}
