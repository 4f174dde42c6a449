using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Bandcamp;

/// <summary>Where tracks and albums are at Bandcamp: <c>{artist}.bandcamp.com/track/{slug}</c>. A slug that is taken gets a number behind it, in the catalogue's order, as Bandcamp does.</summary>
public sealed class BandcampAddresses
{
    private readonly Dictionary<string, string> _tracks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _albums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ofTracks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ofAlbums = new(StringComparer.Ordinal);

    public BandcampAddresses(Catalogue catalogue)
    {
        foreach (var track in catalogue.Tracks.Where(track => track.Ids.ContainsKey(StreamingService.Bandcamp)))
        {
            var (id, albumId) = (track.Ids[StreamingService.Bandcamp], track.Album.Ids[StreamingService.Bandcamp]);
            _ofTracks[id] = Claim(_tracks, $"{HostOf(track.Artists[0])}/track/{PageSlug.Of(track.TitleWithVersion, "track-" + id)}", id);
            if (!_ofAlbums.ContainsKey(albumId))
            {
                _ofAlbums[albumId] = Claim(_albums, $"{HostOf(track.Album.Artists[0])}/album/{PageSlug.Of(track.Album.Title, "album-" + albumId)}", albumId);
            }
        }
    }

    /// <summary>Null for what is not at Bandcamp.</summary>
    public string? Find(Track track) => AddressOf(_ofTracks, track.Ids);

    public string? Find(Album album) => AddressOf(_ofAlbums, album.Ids);

    /// <summary>The id of the track at an address. It keeps its address whatever becomes of its title.</summary>
    /// <param name="path">Host and path, without slash in front.</param>
    public string? FindTrack(string path) => _tracks.GetValueOrDefault(path);

    public string? FindAlbum(string path) => _albums.GetValueOrDefault(path);

    private static string? AddressOf(Dictionary<string, string> paths, IReadOnlyDictionary<StreamingService, string> ids) =>
        ids.TryGetValue(StreamingService.Bandcamp, out var id) && paths.TryGetValue(id, out var path) ? "https://" + path : null;

    private static string Claim(Dictionary<string, string> taken, string path, string id)
    {
        var free = path;
        for (var number = 2; !taken.TryAdd(free, id); number++)
        {
            free = $"{path}-{number}";
        }

        return free;
    }

    /// <summary>Bandcamp's own hosts, such as live.bandcamp.com, are no artist's.</summary>
    private static string HostOf(string artist)
    {
        var name = PageSlug.Of(artist, "artist" + StableRandom.From("bandcamp|" + artist).Next(100_000, 1_000_000)).Replace("-", "", StringComparison.Ordinal);
        name = name[..Math.Min(name.Length, 50)];
        var isArtists = DestinationUrl.TryParse(StreamingService.Bandcamp, $"https://{name}.bandcamp.com/track/1", out var url, out _) && ServiceItem.TryRead(url, out _);
        return $"{name}{(isArtists ? "" : "music")}.bandcamp.com";
    }
}
