using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// What changed items leave of a catalogue: originals that are hidden at the service, and in their place copies that only this service has.
/// Made anew with every change; immutable but for what it hides, which lasts until <see cref="Undo"/>.
/// </summary>
internal sealed class ChangedItems
{
    public static readonly ChangedItems None = new();

    private readonly Dictionary<Track, HashSet<StreamingService>> _hidden = [];
    private readonly Dictionary<Album, List<Track>> _replacements = [];
    private readonly Dictionary<(StreamingService Service, Album Album), Album> _changedAlbums = [];

    public List<Track> Tracks { get; } = [];

    public List<Album> Albums { get; } = [];

    public Dictionary<ItemKey, Track> TracksById { get; } = [];

    public Dictionary<ItemKey, Album> AlbumsById { get; } = [];

    /// <param name="tracks">The changed tracks.</param>
    /// <param name="albums">The changed albums; what happens to one happens to all its tracks at the service.</param>
    public static ChangedItems Of(IReadOnlyDictionary<(StreamingService Service, Track Track), ItemChange> tracks, IReadOnlyDictionary<(StreamingService Service, Album Album), ItemChange> albums)
    {
        var items = new ChangedItems();
        var touched = tracks.Keys.Concat(albums.Keys.SelectMany(key => key.Album.Originals.Where(track => track.Ids.ContainsKey(key.Service)).Select(track => (key.Service, Track: track))));
        foreach (var (service, track) in touched.Distinct())
        {
            items.Replace(service, track, tracks.GetValueOrDefault((service, track)), albums.GetValueOrDefault((service, track.Album)));
        }

        return items;
    }

    public void Do()
    {
        foreach (var (track, services) in _hidden)
        {
            track.HideAt(services);
        }

        foreach (var (album, tracks) in _replacements)
        {
            album.Replace(tracks);
        }
    }

    public void Undo()
    {
        foreach (var track in _hidden.Keys)
        {
            track.HideAt([]);
        }

        foreach (var album in _replacements.Keys)
        {
            album.Replace([]);
        }
    }

    private void Replace(StreamingService service, Track track, ItemChange? change, ItemChange? albumChange)
    {
        _hidden.TryAdd(track, []);
        _hidden[track].Add(service);
        if (change is { Gone: true } || albumChange is { Gone: true })
        {
            return;
        }

        var album = albumChange is null ? track.Album : ChangeAlbum(service, track.Album, albumChange);
        var copy = track.CopyFor(service, album, change?.Isrc, change?.Title);
        Tracks.Add(copy);
        TracksById[new ItemKey(service, copy.Ids[service])] = copy;
        if (albumChange is not null)
        {
            album.Add(copy);
        }
        else if (!_replacements.TryAdd(album, [copy]))
        {
            _replacements[album].Add(copy);
        }
    }

    private Album ChangeAlbum(StreamingService service, Album album, ItemChange change)
    {
        if (!_changedAlbums.TryGetValue((service, album), out var changed))
        {
            var id = album.Ids[service];
            changed = new Album { Title = change.Title ?? album.Title, Upc = change.Upc ?? album.Upc };
            changed.Ids[service] = id;
            _changedAlbums[(service, album)] = AlbumsById[new ItemKey(service, id)] = changed;
            Albums.Add(changed);
        }

        return changed;
    }
}
