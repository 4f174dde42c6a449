using System.Text.RegularExpressions;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>What one row of a catalogue file says; what it leaves out is null or empty here. No services named means all of them.</summary>
public sealed partial record CatalogueRow(
    string File,
    int Line,
    string Isrc,
    string Title,
    string Album,
    IReadOnlyList<string> Artists,
    ReleaseDay Released,
    Upc? Upc,
    string? Version,
    int? DurationMs,
    IReadOnlyList<StreamingService>? Services,
    IReadOnlyList<string> Countries,
    IReadOnlyDictionary<StreamingService, string> TrackIds,
    IReadOnlyDictionary<StreamingService, string> AlbumIds)
{
    public static readonly IReadOnlyList<string> RequiredColumns = ["isrc", "title", "album", "artists", "released"];

    private static readonly string[] s_optionalColumns = ["upc", "version", "durationMs", "services", "countries", "comment"];

    public static bool IsColumn(string name) =>
        RequiredColumns.Contains(name) || s_optionalColumns.Contains(name) || StreamingService.TryParse(WithoutAlbum(name), out _);

    public static CatalogueRow Read(string file, IReadOnlyList<string> columns, CsvRow row)
    {
        if (row.Fields.Count != columns.Count)
        {
            throw new CatalogueException(file, row.Line, $"has {row.Fields.Count} fields where the header has {columns.Count}. Text with a comma needs quotes.");
        }

        var reader = new Reader(file, columns, row);
        return new CatalogueRow(
            file,
            row.Line,
            reader.Isrc(),
            reader.Text("title"),
            reader.Text("album"),
            reader.Artists(),
            reader.Released(),
            reader.Barcode(),
            reader.Optional("version"),
            reader.Duration(),
            reader.Services(),
            reader.List("countries"),
            reader.Ids("", ServiceIds.IsWellFormed),
            reader.Ids("-album", ServiceIds.IsWellFormedOfAlbum));
    }

    /// <summary>Reads an ISRC with or without hyphens, in any case.</summary>
    public static bool TryReadIsrc(string text, out string isrc)
    {
        isrc = text.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return IsrcForm().IsMatch(isrc);
    }

    /// <summary>This row, with what it leaves out taken from an earlier one for the same recording.</summary>
    public CatalogueRow Over(CatalogueRow earlier) => this with
    {
        Upc = Upc ?? earlier.Upc,
        Version = Version ?? earlier.Version,
        DurationMs = DurationMs ?? earlier.DurationMs,
        Services = Services ?? earlier.Services,
        Countries = Countries.Count > 0 ? Countries : earlier.Countries,
        TrackIds = Over(TrackIds, earlier.TrackIds),
        AlbumIds = Over(AlbumIds, earlier.AlbumIds),
    };

    private static Dictionary<StreamingService, string> Over(IReadOnlyDictionary<StreamingService, string> ids, IReadOnlyDictionary<StreamingService, string> earlier) =>
        ids.Concat(earlier.Where(id => !ids.ContainsKey(id.Key))).ToDictionary();

    private static string WithoutAlbum(string column) => column.EndsWith("-album", StringComparison.Ordinal) ? column[..^"-album".Length] : column;

    [GeneratedRegex("^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$")]
    private static partial Regex IsrcForm();

    private sealed class Reader(string file, IReadOnlyList<string> columns, CsvRow row)
    {
        public string? Optional(string column)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i] == column)
                {
                    var field = row.Fields[i].Trim();
                    return field.Length > 0 ? field : null;
                }
            }

            return null;
        }

        public string Text(string column) => Optional(column) ?? throw Problem($"{column} is empty.");

        public string[] List(string column) =>
            Optional(column)?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

        public string Isrc()
        {
            var text = Text("isrc");
            return TryReadIsrc(text, out var isrc) ? isrc : throw Problem($"isrc '{text}' is not two letters, three letters or digits and seven digits.");
        }

        public string[] Artists() => List("artists") is { Length: > 0 } artists ? artists : throw Problem("artists is empty.");

        public ReleaseDay Released() =>
            ReleaseDay.TryParse(Text("released"), out var day) ? day : throw Problem($"released '{Text("released")}' is not a date such as 2026-12-04.");

        public Upc? Barcode() => Optional("upc") switch
        {
            null => null,
            var text => Catalogues.Upc.TryParse(text, out var upc) ? upc : throw Problem($"upc '{text}' is not 8 to 14 digits with a right check digit."),
        };

        public int? Duration() => Optional("durationMs") switch
        {
            null => null,
            var text => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var ms) && ms > 0
                ? ms : throw Problem($"durationMs '{text}' is not a number of milliseconds above 0."),
        };

        public List<StreamingService>? Services() => Optional("services") is null ? null : List("services")
            .Select(id => StreamingService.TryParse(id, out var service) ? service : throw Problem($"services names '{id}', which is none of {string.Join(", ", StreamingService.All)}."))
            .ToList();

        public Dictionary<StreamingService, string> Ids(string suffix, Func<StreamingService, string, bool> isWellFormed)
        {
            var ids = new Dictionary<StreamingService, string>();
            foreach (var service in StreamingService.All)
            {
                if (Optional(service.Id + suffix) is { } id)
                {
                    ids.Add(service, isWellFormed(service, id) ? id : throw Problem($"{service.Id + suffix} '{id}' has not the form of that service's ids."));
                }
            }

            return ids;
        }

        private CatalogueException Problem(string what) => new(file, row.Line, what);
    }
}
