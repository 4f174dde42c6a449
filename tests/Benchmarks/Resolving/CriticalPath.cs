using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>
/// The shortest time in which one release's requests could have been made, from what the sandbox saw of them. A source's own requests follow one another, so
/// its path is the sum of their times. A service that looks up by code starts at once. One that is searched starts when the first of those has answered, or at
/// once when the title was given. One that waits for others (YouTube Music, whose searches are counted; Pandora and Bandcamp, which only MusicBrainz can
/// find) starts when all of those and MusicBrainz have answered. The critical path is the longest.
/// </summary>
internal sealed record CriticalPath(TimeSpan Path, TimeSpan SlowestService, TimeSpan SlowestRequest, DateTimeOffset FirstRequestAt)
{
    private static readonly string[] s_byCode = ["spotify", "apple-music", "tidal", "deezer", "amazon-music"];
    private static readonly string[] s_waiting = ["youtube-music", "pandora", "bandcamp"];

    public static CriticalPath Of(IReadOnlyList<SeenRequest> requests, bool isTitleGiven)
    {
        var own = requests.GroupBy(request => request.Service, StringComparer.Ordinal).ToDictionary(source => source.Key, source => source.Sum(request => request.TookMs), StringComparer.Ordinal);
        var codes = s_byCode.Where(own.ContainsKey).Select(service => own[service]).ToList();
        var described = isTitleGiven || codes.Count == 0 ? 0 : codes.Min();
        var allAnswered = codes.Append(own.GetValueOrDefault("musicbrainz")).Max();
        var paths = own.Select(source => source.Value
            + (s_waiting.Contains(source.Key) ? allAnswered : source.Key == StreamingService.SoundCloud.Id ? described : 0));
        return new CriticalPath(
            TimeSpan.FromMilliseconds(paths.Max()), TimeSpan.FromMilliseconds(own.Values.Max()), TimeSpan.FromMilliseconds(requests.Max(request => request.TookMs)),
            requests.Min(request => request.ArrivedAt));
    }
}
