using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>What was loaded, by code and by id, and what changed since. Shared by all who look at one catalogue. Thread-safe.</summary>
internal sealed class Recordings
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ItemKey, ItemChange> _changes = [];
    private readonly ILookup<string, Track> _byIsrc;
    private readonly Dictionary<ItemKey, Track> _tracksById = [];
    private readonly Dictionary<ItemKey, Album> _albumsById = [];
    private volatile ChangedItems _changed = ChangedItems.None;

    public Recordings(IReadOnlyList<Track> tracks)
    {
        Tracks = tracks;
        Albums = tracks.Select(track => track.Album).Distinct().ToList();
        AlbumsByUpc = Albums.ToDictionary(album => album.Upc);
        _byIsrc = tracks.ToLookup(track => track.Isrc, StringComparer.Ordinal);
        foreach (var (track, id) in tracks.SelectMany(track => track.Ids.Select(id => (track, id))))
        {
            _tracksById[new ItemKey(id.Key, id.Value)] = track;
        }

        foreach (var track in tracks)
        {
            // Now, so that the first search is as quick as the others.
            _ = track.SearchWords;
        }

        foreach (var (album, id) in Albums.SelectMany(album => album.Ids.Select(id => (album, id))))
        {
            _albumsById[new ItemKey(id.Key, id.Value)] = album;
        }
    }

    /// <summary>As they were loaded.</summary>
    public IReadOnlyList<Track> Tracks { get; }

    public IReadOnlyList<Album> Albums { get; }

    public IReadOnlyDictionary<Upc, Album> AlbumsByUpc { get; }

    public ChangedItems Changed => _changed;

    public IEnumerable<Track> FindByIsrc(string isrc) => _byIsrc[isrc];

    public Track? FindTrack(ItemKey item) => _tracksById.GetValueOrDefault(item);

    public Album? FindAlbum(ItemKey item) => _albumsById.GetValueOrDefault(item);

    /// <summary>Whether the id is known, and as what. A track's where a service has it for both.</summary>
    public ItemKind? FindKind(ItemKey item) => _tracksById.ContainsKey(item) ? ItemKind.Track : _albumsById.ContainsKey(item) ? ItemKind.Album : null;

    public IReadOnlyList<KeyValuePair<ItemKey, ItemChange>> ListChanges()
    {
        lock (_lock)
        {
            return [.. _changes];
        }
    }

    public void Change(ItemKey item, ItemChange? change)
    {
        lock (_lock)
        {
            if (change is null)
            {
                _changes.Remove(item);
            }
            else
            {
                _changes[item] = change;
            }

            var byKind = _changes.ToLookup(entry => FindKind(entry.Key));
            var changed = ChangedItems.Of(
                byKind[ItemKind.Track].ToDictionary(entry => (entry.Key.Service, _tracksById[entry.Key]), entry => entry.Value),
                byKind[ItemKind.Album].ToDictionary(entry => (entry.Key.Service, _albumsById[entry.Key]), entry => entry.Value));
            _changed.Undo();
            changed.Do();
            _changed = changed;
        }
    }
}
