using System.Diagnostics.CodeAnalysis;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// All music the sandbox's services have between them. Immutable once loaded; what is out at a given time is asked of the tracks.
/// The format of the files is in docs/sandbox.md.
/// </summary>
public sealed class Catalogue
{
    private const string BuiltInName = "catalogue.csv";

    private readonly ILookup<string, Track> _byIsrc;
    private readonly Dictionary<Upc, Album> _byUpc = [];
    private readonly Dictionary<(StreamingService Service, string Id), Track> _tracks = [];
    private readonly Dictionary<(StreamingService Service, string Id), Album> _albums = [];

    private Catalogue(IReadOnlyList<Track> tracks, IReadOnlyList<string> ignoredColumns)
    {
        (Tracks, IgnoredColumns) = (tracks, ignoredColumns);
        _byIsrc = tracks.ToLookup(track => track.Isrc, StringComparer.Ordinal);
        foreach (var track in tracks)
        {
            foreach (var (service, id) in track.Ids)
            {
                _tracks[(service, id)] = track;
            }
        }

        Albums = tracks.Select(track => track.Album).Distinct().ToList();
        foreach (var album in Albums)
        {
            _byUpc.Add(album.Upc, album);
            foreach (var (service, id) in album.Ids)
            {
                _albums[(service, id)] = album;
            }
        }
    }

    /// <summary>In the order of the files.</summary>
    public IReadOnlyList<Track> Tracks { get; }

    public IReadOnlyList<Album> Albums { get; }

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

    public IEnumerable<Track> FindByIsrc(string isrc) => _byIsrc[isrc.ToUpperInvariant()];

    public bool TryGetByUpc(Upc upc, [NotNullWhen(true)] out Album? album) => _byUpc.TryGetValue(upc, out album);

    public bool TryGetTrack(StreamingService service, string id, [NotNullWhen(true)] out Track? track) => _tracks.TryGetValue((service, id), out track);

    public bool TryGetAlbum(StreamingService service, string id, [NotNullWhen(true)] out Album? album) => _albums.TryGetValue((service, id), out album);

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
