using System.Diagnostics.CodeAnalysis;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// All music the sandbox's services have between them. What is out at a given time is asked of the tracks. Once loaded nothing changes but what
/// <see cref="Change"/> makes of single items at single services. The format of the files is in docs/sandbox.md.
/// </summary>
public sealed class Catalogue
{
    private const string BuiltInName = "catalogue.csv";

    private readonly Lock _lock = new();
    private readonly Dictionary<ItemKey, ItemChange> _changes = [];
    private readonly IReadOnlyList<Track> _loadedTracks;
    private readonly IReadOnlyList<Album> _loadedAlbums;
    private readonly ILookup<string, Track> _byIsrc;
    private readonly Dictionary<Upc, Album> _byUpc = [];
    private readonly Dictionary<(StreamingService Service, string Id), Track> _tracks = [];
    private readonly Dictionary<(StreamingService Service, string Id), Album> _albums = [];
    private volatile ChangedItems _changed = ChangedItems.None;

    private Catalogue(IReadOnlyList<Track> tracks, IReadOnlyList<string> ignoredColumns)
    {
        (_loadedTracks, IgnoredColumns) = (tracks, ignoredColumns);
        _byIsrc = tracks.ToLookup(track => track.Isrc, StringComparer.Ordinal);
        foreach (var track in tracks)
        {
            foreach (var (service, id) in track.Ids)
            {
                _tracks[(service, id)] = track;
            }
        }

        _loadedAlbums = tracks.Select(track => track.Album).Distinct().ToList();
        foreach (var album in _loadedAlbums)
        {
            _byUpc.Add(album.Upc, album);
            foreach (var (service, id) in album.Ids)
            {
                _albums[(service, id)] = album;
            }
        }
    }

    /// <summary>In the order of the files; after them what single services have in the place of one.</summary>
    public IReadOnlyList<Track> Tracks => _changed.Tracks is { Count: > 0 } copies ? [.. _loadedTracks, .. copies] : _loadedTracks;

    public IReadOnlyList<Album> Albums => _changed.Albums is { Count: > 0 } copies ? [.. _loadedAlbums, .. copies] : _loadedAlbums;

    /// <summary>Columns the files have and nothing reads, as "file: column"; a misspelt one is among them.</summary>
    public IReadOnlyList<string> IgnoredColumns { get; }

    /// <summary>The built-in recordings and those of <paramref name="files"/>, in that order.</summary>
    /// <exception cref="CatalogueException">A file cannot be read; nothing is loaded.</exception>
    public static Catalogue Load(IEnumerable<string> files) =>
        Parse([(BuiltInName, ReadBuiltIn()), .. files.Select(file => (Path.GetFileName(file), ReadFile(file)))]);

    /// <summary>Only what is given, without the built-in recordings.</summary>
    public static Catalogue Parse(IEnumerable<(string Name, byte[] Content)> files)
    {
        var builder = new CatalogueBuilder();
        var ignored = new List<string>();
        foreach (var (name, content) in files)
        {
            AddFile(builder, ignored, name, content);
        }

        return new Catalogue(builder.Build(), ignored);
    }

    public IEnumerable<Track> FindByIsrc(string isrc)
    {
        var upper = isrc.ToUpperInvariant();
        return _byIsrc[upper].Concat(_changed.Tracks.Where(track => track.Isrc == upper));
    }

    public bool TryGetByUpc(Upc upc, [NotNullWhen(true)] out Album? album) =>
        _byUpc.TryGetValue(upc, out album) || (album = _changed.Albums.Find(changed => changed.Upc == upc)) is not null;

    public bool TryGetTrack(StreamingService service, string id, [NotNullWhen(true)] out Track? track) =>
        _changed.TracksById.TryGetValue(new ItemKey(service, id), out track) || _tracks.TryGetValue((service, id), out track);

    public bool TryGetAlbum(StreamingService service, string id, [NotNullWhen(true)] out Album? album) =>
        _changed.AlbumsById.TryGetValue(new ItemKey(service, id), out album) || _albums.TryGetValue((service, id), out album);

    /// <summary>What items became at single services, in no order.</summary>
    public IReadOnlyList<KeyValuePair<ItemKey, ItemChange>> ListChanges()
    {
        lock (_lock)
        {
            return [.. _changes];
        }
    }

    /// <summary>Whether the catalogue knows the id, and as what. A track's where a service has it for both.</summary>
    public ItemKind? FindKind(ItemKey item) =>
        _tracks.ContainsKey((item.Service, item.Id)) ? ItemKind.Track : _albums.ContainsKey((item.Service, item.Id)) ? ItemKind.Album : null;

    /// <summary>
    /// Changes a known item at one service, for lookups, searches and lists alike; other services keep theirs. Takes the place of an earlier change; null undoes it.
    /// </summary>
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

            var changed = ChangedItems.Of(
                _changes.Where(entry => FindKind(entry.Key) == ItemKind.Track).ToDictionary(entry => (entry.Key.Service, _tracks[(entry.Key.Service, entry.Key.Id)]), entry => entry.Value),
                _changes.Where(entry => FindKind(entry.Key) == ItemKind.Album).ToDictionary(entry => (entry.Key.Service, _albums[(entry.Key.Service, entry.Key.Id)]), entry => entry.Value));
            _changed.Undo();
            _changed = changed;
            changed.Do();
        }
    }

    private static void AddFile(CatalogueBuilder builder, List<string> ignored, string name, byte[] content)
    {
        IReadOnlyList<string>? columns = null;
        foreach (var row in Csv.Read(Csv.Decode(content, name), name))
        {
            if (columns is null)
            {
                columns = ReadHeader(name, row);
                ignored.AddRange(columns.Where(column => !CatalogueRow.IsColumn(column)).Select(column => $"{name}: {column}"));
                continue;
            }

            builder.Add(CatalogueRow.Read(name, columns, row));
        }

        if (columns is null)
        {
            throw new CatalogueException(name, 1, $"empty. The first line names the columns: {string.Join(',', CatalogueRow.RequiredColumns)}.");
        }
    }

    private static List<string> ReadHeader(string name, CsvRow row)
    {
        var columns = row.Fields.Select(field => field.Trim()).ToList();
        if (CatalogueRow.RequiredColumns.FirstOrDefault(column => !columns.Contains(column)) is { } missing)
        {
            throw new CatalogueException(name, row.Line, $"the column '{missing}' is missing.");
        }

        if (columns.GroupBy(column => column).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CatalogueException(name, row.Line, $"the column '{twice.Key}' is there twice.");
        }

        return columns;
    }

    private static byte[] ReadFile(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CatalogueException(file, 1, $"cannot be read: {problem.Message}");
        }
    }

    private static byte[] ReadBuiltIn()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream(BuiltInName)
            ?? throw new InvalidOperationException($"{BuiltInName} is not embedded in the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
