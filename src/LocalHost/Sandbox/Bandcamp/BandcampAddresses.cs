using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Bandcamp;

/// <summary>Where tracks and albums are at Bandcamp: <c>{artist}.bandcamp.com/track/{slug}</c>. A slug that is taken gets a number behind it, in the catalogue's order, as Bandcamp does.</summary>
public sealed class BandcampAddresses
{
    private readonly Dictionary<string, Track> _tracks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Album> _albums = new(StringComparer.Ordinal);
    private readonly Dictionary<Track, string> _ofTracks = [];
    private readonly Dictionary<Album, string> _ofAlbums = [];

    public BandcampAddresses(Catalogue catalogue)
    {
        foreach (var track in catalogue.Tracks.Where(track => track.Ids.ContainsKey(StreamingService.Bandcamp)))
        {
            _ofTracks[track] = Claim(_tracks, $"{HostOf(track.Artists[0])}/track/{PageSlug.Of(track.TitleWithVersion, "track-" + track.Ids[StreamingService.Bandcamp])}", track);
            if (!_ofAlbums.ContainsKey(track.Album))
            {
                _ofAlbums[track.Album] = Claim(_albums, $"{HostOf(track.Album.Artists[0])}/album/{PageSlug.Of(track.Album.Title, "album-" + track.Album.Ids[StreamingService.Bandcamp])}", track.Album);
            }
        }
    }

    /// <summary>Null for what is not at Bandcamp.</summary>
    public string? Find(Track track) => _ofTracks.TryGetValue(track, out var path) ? "https://" + path : null;

    public string? Find(Album album) => _ofAlbums.TryGetValue(album, out var path) ? "https://" + path : null;

    /// <param name="path">Host and path, without slash in front.</param>
    public Track? FindTrack(string path) => _tracks.GetValueOrDefault(path);

    public Album? FindAlbum(string path) => _albums.GetValueOrDefault(path);

    private static string Claim<T>(Dictionary<string, T> taken, string path, T item)
    {
        var free = path;
        for (var number = 2; !taken.TryAdd(free, item); number++)
        {
            free = $"{path}-{number}";
        }

        return free;
    }

    private static string HostOf(string artist) =>
        PageSlug.Of(artist, "artist" + StableRandom.From("bandcamp|" + artist).Next(100_000, 1_000_000)).Replace("-", "", StringComparison.Ordinal) + ".bandcamp.com";
}
