using Smartlinks.StreamingServices.AmazonMusic;
using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.StreamingServices.Bandcamp;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.StreamingServices.Pandora;
using Smartlinks.StreamingServices.SoundCloud;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.StreamingServices.Tidal;
using Smartlinks.StreamingServices.YouTubeMusic;

namespace Smartlinks.StreamingServices.Addresses;

/// <summary>What an address turned out to be: an item, or why it is none.</summary>
public readonly record struct ItemReading(ServiceItem? Item, string Why);

/// <summary>Reads an address by its service's own rules, and has the words all of them share.</summary>
public static class ItemPages
{
    private static readonly Dictionary<StreamingService, Func<ItemAddress, ItemReading>> s_readers = new()
    {
        [StreamingService.Spotify] = SpotifyPaths.Read,
        [StreamingService.AppleMusic] = AppleMusicPaths.Read,
        [StreamingService.YouTubeMusic] = YouTubeMusicPaths.Read,
        [StreamingService.AmazonMusic] = AmazonMusicPaths.Read,
        [StreamingService.Tidal] = TidalPaths.Read,
        [StreamingService.Deezer] = DeezerPaths.Read,
        [StreamingService.Pandora] = PandoraPaths.Read,
        [StreamingService.SoundCloud] = SoundCloudPaths.Read,
        [StreamingService.Bandcamp] = BandcampPaths.Read,
    };

    /// <summary>First words of paths that mean the same wherever they are used.</summary>
    private static readonly Dictionary<string, string> s_others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["artist"] = "an artist's page", ["artists"] = "an artist's page", ["channel"] = "an artist's page", ["c"] = "an artist's page",
        ["playlist"] = "a playlist", ["playlists"] = "a playlist", ["user-playlists"] = "a playlist", ["mix"] = "a mix", ["mixes"] = "a mix",
        ["user"] = "somebody's profile", ["profile"] = "somebody's profile", ["profiles"] = "somebody's profile",
        ["episode"] = "an episode of a podcast", ["show"] = "a podcast", ["podcast"] = "a podcast", ["podcasts"] = "a podcast", ["audiobook"] = "an audiobook",
        ["video"] = "a music video", ["videos"] = "a music video", ["music-video"] = "a music video",
        ["station"] = "a radio station", ["stations"] = "a radio station", ["radio"] = "a radio station",
        ["search"] = "a search", ["results"] = "a search", ["genre"] = "a genre's page", ["label"] = "a label's page", ["curator"] = "a curator's page",
        ["library"] = "a page of somebody's own library", ["collection"] = "a page of somebody's own library",
        ["prerelease"] = "a page for a release to come", ["concert"] = "a concert's page", ["merch"] = "a page of merchandise",
    };

    public static ItemReading Read(ItemAddress address) => s_readers[address.Service](address);

    /// <param name="canonical">The item's address after the service's first host, with its slash.</param>
    public static ItemReading Found(StreamingService service, ItemKind kind, string id, string canonical, string? country = null) =>
        new(new ServiceItem(service, kind, id, DestinationUrl.Parse(service, $"https://{service.Hosts[0]}{canonical}"), country), "");

    /// <param name="what">Goes after "This is".</param>
    public static ItemReading Not(StreamingService service, string what) => new(null, $"This is {what} on {service.Name}; give the address of a track or an album.");

    /// <summary>An address that is no track or album: named by its first word where that tells.</summary>
    /// <param name="segments">What is left of the path once a locale is taken off.</param>
    public static ItemReading Other(StreamingService service, ReadOnlySpan<string> segments) =>
        segments is [] ? Not(service, "the start page or a page without a name")
        : s_others.TryGetValue(segments[0], out var what) ? Not(service, what)
        : new(null, $"This is not the address of a track or an album on {service.Name}; it may have been cut off.");
}
