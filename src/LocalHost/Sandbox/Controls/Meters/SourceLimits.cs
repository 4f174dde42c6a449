using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>
/// The limits the sandbox holds its clients to: published or observed ones where there are any, else the sandbox's own. YouTube's daily quota and
/// SoundCloud's tokens are counted by their own sandboxes.
/// </summary>
public static class SourceLimits
{
    // Deezer's window, and the sandbox's own where it has to choose: long enough that a network's jitter makes no client guilty.
    private static readonly TimeSpan s_fewSeconds = TimeSpan.FromSeconds(5);

    public static readonly SandboxSource SpotifySaves = new("spotify-saves", "What Spotify is asked in fans' names");
    public static readonly SandboxSource TidalSaves = new("tidal-saves", "What TIDAL is asked in fans' names");

    public static readonly IReadOnlyList<SourceLimit> All =
    [
        // "A rolling 30 second window"; the number is not published. The sandbox's own number.
        new(StreamingService.Spotify, new Allowance.Window(180, TimeSpan.FromSeconds(30)), SaysWhen: true),

        // Not published either. The sandbox's own, so that look-ups and saves can be told apart.
        new(SpotifySaves, new Allowance.Window(180, TimeSpan.FromSeconds(30)), SaysWhen: true),

        // Not published, and no Retry-After is promised. The sandbox's own: 20 a second.
        new(StreamingService.AppleMusic, new Allowance.Window(100, s_fewSeconds)),

        // Observed in its answers' headers: a bucket of 10, one back a second, 5 a request.
        new(StreamingService.Tidal, new Allowance.Bucket(Capacity: 10, RefillPerSecond: 1, Cost: 5), CountsAloud: true),

        // Not known: as for look-ups.
        new(TidalSaves, new Allowance.Bucket(Capacity: 10, RefillPerSecond: 1, Cost: 5), CountsAloud: true),

        // Published: 50 requests in 5 seconds for an address, told as a quota in a 200.
        new(StreamingService.Deezer, new Allowance.Window(50, s_fewSeconds), RefusalWords.Quota),

        // "No global limit" is published. The sandbox's own: 20 a second.
        new(StreamingService.SoundCloud, new Allowance.Window(100, s_fewSeconds)),

        // Not published for approved developers. The sandbox's own: 10 a second.
        new(StreamingService.AmazonMusic, new Allowance.Window(50, s_fewSeconds)),

        // Pages, no API: two a second is what a polite visitor asks. The sandbox's own.
        new(StreamingService.Pandora, new Allowance.Window(10, s_fewSeconds)),
        new(StreamingService.Bandcamp, new Allowance.Window(10, s_fewSeconds)),

        // Published: one a second on average, refused with 503. How much may come at once is the sandbox's own.
        new(ServicePaths.MusicBrainz, new Allowance.Bucket(Capacity: 5, RefillPerSecond: 1, Cost: 1)),

        // Published: about 20 calls a minute.
        new(ServicePaths.ITunes, new Allowance.Window(20, TimeSpan.FromMinutes(1))),

        // Published: 25 a second for a sandbox's keys, 100 for live ones. As a window of four seconds, so that a burst is no crime.
        new(ServicePaths.Stripe, new Allowance.Window(100, TimeSpan.FromSeconds(4))),
    ];

    /// <summary>What a request to a source counts as: what is asked in a fan's name has a limit of its own.</summary>
    public static SandboxSource CountedAs(PathString path, SandboxSource source) =>
        path.StartsWithSegments("/spotify/v1/me", StringComparison.Ordinal) ? SpotifySaves
        : path.Value!.StartsWith("/tidal/v2/user", StringComparison.Ordinal) ? TidalSaves : source;
}
