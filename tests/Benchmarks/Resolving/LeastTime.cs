using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.AppleMusic;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>
/// The least time in which each source can be asked about so many releases at the pace the app keeps to: one request each, or as many in one as the source
/// takes, and the first burst at once. YouTube Music is left out: its searches take days. So are those asked only about what others told.
/// </summary>
internal static class LeastTime
{
    public static IReadOnlyList<(string Source, TimeSpan Time)> For(int releases)
    {
        var options = new ServiceOptions();
        return
        [
            Of(options.Spotify.Pace, releases), Of(options.AppleMusic.Pace, Shared(releases, AppleMusicCatalogue.IsrcsPerRequest)),
            Of(options.Tidal.Pace, Shared(releases, options.Tidal.IsrcsPerRequest)), Of(options.Deezer.Pace, releases), Of(options.SoundCloud.Pace, releases),
            Of(options.AmazonMusic.Pace, releases), Of(StreamingServices.MusicBrainz.MusicBrainzOptions.Pace, releases),
        ];
    }

    private static (string Source, TimeSpan Time) Of(ServicePace pace, int requests) => (pace.Name, pace.Interval * Math.Max(0, requests - pace.Burst));

    private static int Shared(int releases, int each) => (releases + each - 1) / each;
}
