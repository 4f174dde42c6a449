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

    private readonly Recordings _all;
    private readonly StreamingService? _seenBy;
    private volatile View? _view;

    private Catalogue(Recordings all, StreamingService? seenBy, IReadOnlyList<string> ignoredColumns) => (_all, _seenBy, IgnoredColumns) = (all, seenBy, ignoredColumns);

    /// <summary>In the order of the files; after them what services have in the place of one.</summary>
    public IReadOnlyList<Track> Tracks => Current.Tracks;

    public IReadOnlyList<Album> Albums => Current.Albums;

    /// <summary>The same object as long as nothing is changed.</summary>
    internal object State => _all.Changed;

    private View Current
    {
        get
        {
            var changed = _all.Changed;
            return _view is { } view && view.Of == changed ? view : _view = new View(changed, [.. TracksOf(changed)], [.. AlbumsOf(changed)]);
        }
    }

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

        return new Catalogue(new Recordings(builder.Build()), null, ignored);
    }

    /// <summary>The catalogue as one service has it: without what became something else there, and with nothing only another service has.</summary>
    public Catalogue At(StreamingService service) => new(_all, service, IgnoredColumns);

    public IEnumerable<Track> FindByIsrc(string isrc)
    {
        var upper = isrc.ToUpperInvariant();
        var changed = _all.Changed;
        return _all.FindByIsrc(upper).Where(track => !IsHidden(track, changed)).Concat(changed.Tracks.Where(track => track.Isrc == upper && IsSeen(track.Ids)));
    }

    public bool TryGetByUpc(Upc upc, [NotNullWhen(true)] out Album? album)
    {
        var changed = _all.Changed;
        album = changed.Albums.Find(edition => edition.Upc == upc && IsSeen(edition.Ids) && _seenBy is not null)
            ?? (_all.AlbumsByUpc.TryGetValue(upc, out var loaded) && !IsReplaced(loaded, changed) ? loaded : null);
        return album is not null;
    }

    public bool TryGetTrack(StreamingService service, string id, [NotNullWhen(true)] out Track? track) =>
        (track = _all.Changed.TracksById.GetValueOrDefault(new ItemKey(service, id)) ?? _all.FindTrack(new ItemKey(service, id))) is not null;

    public bool TryGetAlbum(StreamingService service, string id, [NotNullWhen(true)] out Album? album) =>
        (album = _all.Changed.AlbumsById.GetValueOrDefault(new ItemKey(service, id)) ?? _all.FindAlbum(new ItemKey(service, id))) is not null;

    /// <summary>What items became at single services, in no order.</summary>
    public IReadOnlyList<KeyValuePair<ItemKey, ItemChange>> ListChanges() => _all.ListChanges();

    /// <summary>Whether the catalogue knows the id, and as what. A track's where a service has it for both.</summary>
    public ItemKind? FindKind(ItemKey item) => _all.FindKind(item);

    /// <summary>
    /// Changes a known item at one service, for lookups, searches and lists alike; other services keep theirs. Takes the place of an earlier change; null undoes it.
    /// </summary>
    public void Change(ItemKey item, ItemChange? change) => _all.Change(item, change);

    private IEnumerable<Track> TracksOf(ChangedItems changed) =>
        _all.Tracks.Where(track => !IsHidden(track, changed)).Concat(changed.Tracks.Where(track => IsSeen(track.Ids)));

    private IEnumerable<Album> AlbumsOf(ChangedItems changed) =>
        _all.Albums.Where(album => !IsReplaced(album, changed)).Concat(changed.Albums.Where(album => IsSeen(album.Ids)));

    private bool IsHidden(Track track, ChangedItems changed) => _seenBy is not null && changed.Hides(track, _seenBy);

    private bool IsReplaced(Album album, ChangedItems changed) => _seenBy is not null && changed.Replaces(album, _seenBy);

    private bool IsSeen(IReadOnlyDictionary<StreamingService, string> ids) => _seenBy is null || ids.ContainsKey(_seenBy);

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

    /// <summary>What there is while nothing changes.</summary>
    private sealed record View(ChangedItems Of, IReadOnlyList<Track> Tracks, IReadOnlyList<Album> Albums);
}
