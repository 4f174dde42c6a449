using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// A recording on one album: one row of a catalogue. The same recording on another album is another track with the same ISRC and other ids,
/// as it is at the services.
/// </summary>
public sealed class Track
{
    private volatile IReadOnlyCollection<StreamingService> _hiddenAt = [];

    public required string Isrc { get; init; }

    public required string Title { get; init; }

    /// <summary>What sets it apart from the plain recording, such as "Live" or "2022 Remaster". Null for the plain one.</summary>
    public required string? Version { get; init; }

    /// <summary>At least one; the first is the main one.</summary>
    public required IReadOnlyList<string> Artists { get; init; }

    public required ReleaseDay Released { get; init; }

    public required int DurationMs { get; init; }

    /// <summary>The services that have it. A service outside has no id here either.</summary>
    public required IReadOnlyDictionary<StreamingService, string> Ids { get; init; }

    /// <summary>ISO 3166 codes where it may be played; empty for everywhere.</summary>
    public required IReadOnlyList<string> Countries { get; init; }

    public required Album Album { get; init; }

    /// <summary>Counted from 1 in the order of the catalogue.</summary>
    public required int Number { get; init; }

    /// <summary>The title as Spotify writes it with a version.</summary>
    public string TitleDashVersion => Version is null ? Title : $"{Title} - {Version}";

    /// <summary>The title as Deezer writes it with a version.</summary>
    public string TitleWithVersion => Version is null ? Title : $"{Title} ({Version})";

    /// <summary>Title and version as a search sees them.</summary>
    public string SearchTitle => field ??= SearchText.Of(TitleDashVersion);

    public string SearchArtists => field ??= SearchText.Of(string.Join(' ', Artists));

    /// <summary>Title, artists and album as a search without filters sees them.</summary>
    public string SearchWords => field ??= $"{SearchTitle} {SearchArtists} {Album.SearchTitle}";

    /// <summary>Whether the service has it, shows it yet and still has it as it is here.</summary>
    public bool IsVisible(StreamingService service, DateTimeOffset now) => Ids.ContainsKey(service) && Released.IsOut(now) && !_hiddenAt.Contains(service);

    public bool IsPlayableIn(string market) => Countries.Count == 0 || Countries.Contains(market, StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the place of where it was hidden before.</summary>
    internal void HideAt(IReadOnlyCollection<StreamingService> services) => _hiddenAt = services;

    /// <summary>What the service has in its place, under the same id.</summary>
    internal Track CopyFor(StreamingService service, Album album, string? isrc, string? title) => new()
    {
        Isrc = isrc ?? Isrc,
        Title = title ?? Title,
        // Another title says all there is to say.
        Version = title is null ? Version : null,
        Artists = Artists,
        Released = Released,
        DurationMs = DurationMs,
        Ids = new Dictionary<StreamingService, string> { [service] = Ids[service] },
        Countries = Countries,
        Album = album,
        Number = Number,
    };
}
