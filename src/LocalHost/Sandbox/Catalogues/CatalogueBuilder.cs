using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// Turns rows into albums and tracks and fills in what rows leave out, the same on every start. Rows are one album when they name one UPC, or
/// else agree on title, main artist and date. A later file's row for the same recording on the same album goes over an earlier file's; one file's
/// rows with the same ISRC on the same album and other titles are two recordings.
/// </summary>
internal sealed class CatalogueBuilder
{
    private readonly Dictionary<string, CatalogueRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CatalogueRow> _firstOfIsrc = new(StringComparer.Ordinal);
    private readonly Dictionary<Upc, (Album Album, CatalogueRow Row)> _albums = [];
    private readonly Dictionary<(StreamingService Service, string Id), CatalogueRow> _writtenIds = [];
    private readonly HashSet<(StreamingService Service, string Id)> _usedIds = [];

    public void Add(CatalogueRow row)
    {
        var key = $"{row.Isrc}|{AlbumKey(row)}";
        if (row.Upc is { } upc && _rows.TryGetValue(key, out var namesake) && namesake.Upc is { } its && its != upc)
        {
            key += "|" + upc;
        }

        var keyWithTitle = $"{key}|{TitleKey(row)}";
        if (_rows.ContainsKey(keyWithTitle) || (_rows.TryGetValue(key, out var other) && other.File == row.File && TitleKey(other) != TitleKey(row)))
        {
            key = keyWithTitle;
        }

        if (_rows.TryGetValue(key, out var earlier))
        {
            row = earlier.File == row.File
                ? throw new CatalogueException(row.File, row.Line, $"the same recording on the same album as on line {earlier.Line}.")
                : row.Over(earlier);
        }

        _rows[key] = row;
    }

    public IReadOnlyList<Track> Build()
    {
        var upcs = new Dictionary<string, Upc>(StringComparer.Ordinal);
        foreach (var row in _rows.Values)
        {
            ClaimWrittenIds(row);
            _firstOfIsrc.TryAdd(row.Isrc, row);
            if (row.Upc is { } upc)
            {
                upcs.TryAdd(AlbumKey(row), upc);
            }
        }

        return _rows.Values.Select(row => BuildTrack(row, upcs)).ToList();
    }

    private Track BuildTrack(CatalogueRow row, Dictionary<string, Upc> upcs)
    {
        var key = AlbumKey(row);
        var upc = row.Upc ?? (upcs.TryGetValue(key, out var written) ? written : Upc.Derive(key));
        var album = FindOrAddAlbum(row, upc);
        var seed = $"{row.Isrc}|{upc}";
        var services = row.Services ?? StreamingService.All;
        var track = new Track
        {
            Isrc = row.Isrc,
            Title = row.Title,
            Version = row.Version,
            Artists = row.Artists,
            Released = row.Released,
            DurationMs = row.DurationMs ?? (int)StableRandom.From("duration|" + RecordingKey(row)).Next(140_000, 265_000),
            Ids = services.ToDictionary(service => service, service => row.TrackIds.GetValueOrDefault(service) ?? DeriveId(service, seed, ServiceIds.Derive)),
            Countries = row.Countries,
            Album = album,
            Number = album.Tracks.Count + 1,
        };
        album.Add(track);
        foreach (var service in services)
        {
            if (row.AlbumIds.GetValueOrDefault(service) is { } id)
            {
                album.Ids[service] = id;
            }
            else if (!album.Ids.ContainsKey(service))
            {
                album.Ids[service] = DeriveId(service, "album|" + upc, ServiceIds.DeriveOfAlbum);
            }
        }

        return track;
    }

    private Album FindOrAddAlbum(CatalogueRow row, Upc upc)
    {
        if (!_albums.TryGetValue(upc, out var known))
        {
            known = (new Album { Title = row.Album, Upc = upc }, row);
            _albums.Add(upc, known);
        }

        if (SearchText.Of(known.Album.Title) != SearchText.Of(row.Album))
        {
            throw new CatalogueException(row.File, row.Line, $"upc {upc} belongs to '{known.Album.Title}' ({known.Row.File}, line {known.Row.Line}), not to '{row.Album}'.");
        }

        return known.Album;
    }

    private void ClaimWrittenIds(CatalogueRow row)
    {
        foreach (var (service, id) in row.TrackIds)
        {
            if (!_writtenIds.TryAdd((service, id), row))
            {
                var other = _writtenIds[(service, id)];
                throw new CatalogueException(row.File, row.Line, $"{service} id '{id}' is taken by '{other.Title}' ({other.File}, line {other.Line}).");
            }

            _usedIds.Add((service, id));
        }

        foreach (var (service, id) in row.AlbumIds)
        {
            _usedIds.Add((service, id));
        }
    }

    private string DeriveId(StreamingService service, string seed, Func<StreamingService, string, string> derive)
    {
        // Short numeric ids do meet among ten thousand rows; the next draw is as stable as the first.
        for (var draw = 0; ; draw++)
        {
            var id = derive(service, draw == 0 ? seed : $"{seed}|{draw}");
            if (_usedIds.Add((service, id)))
            {
                return id;
            }
        }
    }

    // One recording has one length wherever it is; another one that was given the same ISRC has its own.
    private string RecordingKey(CatalogueRow row)
    {
        var first = _firstOfIsrc[row.Isrc];
        var (title, firstTitle) = (SearchText.Of(row.Title), SearchText.Of(first.Title));
        var isSame = SearchText.Of(row.Artists[0]) == SearchText.Of(first.Artists[0])
            && (title.StartsWith(firstTitle, StringComparison.Ordinal) || firstTitle.StartsWith(title, StringComparison.Ordinal));
        return isSame ? row.Isrc : $"{row.Isrc}|{SearchText.Of(row.Artists[0])}|{title}";
    }

    private static string TitleKey(CatalogueRow row) => SearchText.Of($"{row.Title} {row.Version}");

    private static string AlbumKey(CatalogueRow row) => $"{SearchText.Of(row.Artists[0])}|{SearchText.Of(row.Album)}|{row.Released.Text}";
}
