namespace Smartlinks.StreamingServices.ShareLinks;

/// <summary>A host whose addresses only forward to a service's pages.</summary>
/// <param name="Name">Compared exactly.</param>
/// <param name="Prefix">What comes before the code in the path, with slashes at both ends.</param>
/// <param name="Landing">The parameter in which this host's own landing page, where it forwards to that first, names where it leads; null: none.</param>
public sealed record ShareHost(StreamingService Service, string Name, string Prefix = "/", string? Landing = null)
{
    // amzn.to, bit.ly and such lead anywhere and are left out: the address behind one has to be given.
    // soundcloud.app.goo.gl ended with Firebase Dynamic Links in August 2025.
    public static IReadOnlyList<ShareHost> All { get; } =
    [
        // What Share in Spotify's app gives; forwards by spotify.app.link, the same vendor's (Branch) older host.
        new(StreamingService.Spotify, "spotify.link"),
        new(StreamingService.Spotify, "spotify.app.link"),
        // Spotify's own name at Bitly.
        new(StreamingService.Spotify, "spoti.fi"),
        // What Share in SoundCloud's app gives.
        new(StreamingService.SoundCloud, "on.soundcloud.com"),
        // What Share in Deezer's app gives since 2025: forwards to a landing page of its own with the item in ?dest=.
        new(StreamingService.Deezer, "link.deezer.com", "/s/", "dest"),
        // What it gave before, at Firebase Dynamic Links, which ended in August 2025: those still answered for are followed, the others are said to be gone.
        new(StreamingService.Deezer, "deezer.page.link"),
        new(StreamingService.Deezer, "dzr.page.link"),
        // What Share in Pandora's app gives (Branch).
        new(StreamingService.Pandora, "pandora.app.link"),
        // Apple's own shortener: for anything of Apple's, so many of its links are not music.
        new(StreamingService.AppleMusic, "apple.co"),
        // TIDAL's own name at Bitly.
        new(StreamingService.Tidal, "tidal.link"),
    ];

    public static ShareHost? Find(string host) => All.FirstOrDefault(known => known.Name == host);
}
