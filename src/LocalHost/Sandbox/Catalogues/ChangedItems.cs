using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// What changed items leave of a catalogue. A service at which something became something else has its own edition of that album, with copies of the
/// tracks that only it has; the originals are hidden there. Made anew with every change; what it hides stays hidden until <see cref="Undo"/>.
/// </summary>
internal sealed class ChangedItems
{
    public static readonly ChangedItems None = new();

    private readonly Dictionary<Track, HashSet<StreamingService>> _hidden = [];
    private readonly Dictionary<(StreamingService Service, Album Album), Album> _editions = [];

    public List<Track> Tracks { get; } = [];

    public List<Album> Albums { get; } = [];

    public Dictionary<ItemKey, Track> TracksById { get; } = [];

    public Dictionary<ItemKey, Album> AlbumsById { get; } = [];

    /// <param name="tracks">The changed tracks.</param>
    /// <param name="albums">The changed albums; what happens to one happens to all its tracks at the service.</param>
    public static ChangedItems Of(IReadOnlyDictionary<(StreamingService Service, Track Track), ItemChange> tracks, IReadOnlyDictionary<(StreamingService Service, Album Album), ItemChange> albums)
    {
        var items = new ChangedItems();
        foreach (var (service, album) in tracks.Keys.Select(key => (key.Service, key.Track.Album)).Concat(albums.Keys).Distinct())
        {
            items.Change(service, album, albums.GetValueOrDefault((service, album)), track => tracks.GetValueOrDefault((service, track)));
        }

        return items;
    }

    public bool Hides(Track track, StreamingService service) => _hidden.TryGetValue(track, out var services) && services.Contains(service);

    public bool Replaces(Album album, StreamingService service) => _editions.ContainsKey((service, album));

    public void Do()
    {
        foreach (var (track, services) in _hidden)
        {
            track.HideAt(services);
        }
    }

    public void Undo()
    {
        foreach (var track in _hidden.Keys)
        {
            track.HideAt([]);
        }
    }

    private void Change(StreamingService service, Album album, ItemChange? albumChange, Func<Track, ItemChange?> changeOf)
    {
        var there = album.Tracks.Where(track => track.Ids.ContainsKey(service)).ToList();
        if (albumChange is { Gone: true } || (albumChange is null && there.TrueForAll(track => changeOf(track) is null or { Gone: true })))
        {
            Hide(service, there.Where(track => albumChange is not null || changeOf(track) is not null));
            return;
        }

        var edition = new Album { Title = albumChange?.Title ?? album.Title, Upc = albumChange?.Upc ?? album.Upc };
        edition.Ids[service] = album.Ids[service];
        foreach (var track in album.Tracks)
        {
            // One that is gone, or was never there, keeps its place and number.
            edition.Add(track.Ids.ContainsKey(service) && changeOf(track) is not { Gone: true } ? Copy(service, track, edition, changeOf(track)) : track);
        }

        Hide(service, there);
        Albums.Add(edition);
        _editions[(service, album)] = AlbumsById[new ItemKey(service, edition.Ids[service])] = edition;
    }

    private Track Copy(StreamingService service, Track track, Album edition, ItemChange? change)
    {
        var copy = track.CopyFor(service, edition, change?.Isrc, change?.Title);
        Tracks.Add(copy);
        return TracksById[new ItemKey(service, copy.Ids[service])] = copy;
    }

    private void Hide(StreamingService service, IEnumerable<Track> tracks)
    {
        foreach (var track in tracks)
        {
            _hidden.TryAdd(track, []);
            _hidden[track].Add(service);
        }
    }
}
