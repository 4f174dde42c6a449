using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>A release: what carries one UPC. Has at least one track once the catalogue is loaded.</summary>
public sealed class Album
{
    private readonly List<Track> _tracks = [];

    public required string Title { get; init; }

    public required Upc Upc { get; init; }

    /// <summary>Its id at each service that has one of its tracks.</summary>
    public Dictionary<StreamingService, string> Ids { get; } = [];

    public IReadOnlyList<Track> Tracks => _tracks;

    /// <summary>The title as a search sees it.</summary>
    public string SearchTitle => field ??= SearchText.Of(Title);

    /// <summary>The day its first track came out.</summary>
    public ReleaseDay Released => _tracks.MinBy(track => track.Released.FirstDay)!.Released;

    /// <summary>Those who are on every track, in order; "Various Artists" when nobody is.</summary>
    public IReadOnlyList<string> Artists => SharedArtists is { Count: > 0 } shared ? shared : ["Various Artists"];

    public bool IsCompilation => SharedArtists.Count == 0;

    /// <summary>Named after one of its few tracks. A lone track of an album known by another name does not make that album a single.</summary>
    public bool IsSingle => _tracks.Count <= 3 && _tracks.Any(track => SearchTitle.StartsWith(SearchText.Of(track.Title), StringComparison.Ordinal));

    private List<string> SharedArtists => _tracks[0].Artists.Where(artist => _tracks.All(track => track.Artists.Contains(artist))).ToList();

    public void Add(Track track) => _tracks.Add(track);

    public IEnumerable<Track> Visible(StreamingService service, DateTimeOffset now) => _tracks.Where(track => track.IsVisible(service, now));
}
