using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.SoundCloud;

/// <summary>
/// All tracks: one for each row of the catalogue, and for each recording two that others uploaded, without an ISRC: the whole song under its title, and a
/// changed one. Every fifth of the labels' is for subscribers only (<c>preview</c>), every ninth is blocked where the sandbox is.
/// </summary>
public sealed class SoundCloudUploads
{
    private readonly Dictionary<string, SoundCloudUpload> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SoundCloudUpload> _othersByPermalink = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Album> _albums = new(StringComparer.Ordinal);
    private readonly List<SoundCloudUpload> _inOrder = [];
    private readonly SoundCloudAddresses _addresses;

    public SoundCloudUploads(Catalogue catalogue, SoundCloudAddresses addresses)
    {
        _addresses = addresses;
        foreach (var recording in catalogue.Tracks.Where(track => track.Ids.ContainsKey(StreamingService.SoundCloud)).GroupBy(track => track.Isrc, StringComparer.Ordinal))
        {
            foreach (var upload in OfOthers(recording.First()))
            {
                Add(upload);
                _othersByPermalink.TryAdd(upload.Permalink, upload);
            }

            foreach (var track in recording)
            {
                Add(OfLabel(track));
            }
        }

        foreach (var album in catalogue.Albums.Where(album => album.Ids.ContainsKey(StreamingService.SoundCloud)))
        {
            _albums[album.Ids[StreamingService.SoundCloud]] = album;
        }
    }

    public SoundCloudUpload? Find(string number) => _byNumber.GetValueOrDefault(number);

    public SoundCloudUpload? FindByPermalink(string permalink) =>
        _addresses.FindTrack(permalink) is { } number ? Find(number) : _othersByPermalink.GetValueOrDefault(permalink);

    public Album? FindAlbum(string number) => _albums.GetValueOrDefault(number);

    public Album? FindAlbumByPermalink(string permalink) => _addresses.FindSet(permalink) is { } number ? FindAlbum(number) : null;

    public string PermalinkOf(Album album) => _addresses.PermalinkOfSet(album.Ids[StreamingService.SoundCloud]);

    /// <summary>Those with at least two thirds of the words, the most fitting first; of equals those of others first.</summary>
    public IReadOnlyList<SoundCloudUpload> Search(string text, DateTimeOffset now) => Rank(_inOrder.Where(upload => IsThere(upload, now)), text, upload => upload.Words);

    public IReadOnlyList<Album> SearchAlbums(string text, DateTimeOffset now) => Rank(
        _albums.Values.Where(album => album.Visible(StreamingService.SoundCloud, now).Any()), text, album => SearchText.Of($"{album.Title} {string.Join(' ', album.Artists)}"));

    public static bool IsThere(SoundCloudUpload upload, DateTimeOffset now) => upload.Track.IsVisible(StreamingService.SoundCloud, now);

    private static List<T> Rank<T>(IEnumerable<T> all, string text, Func<T, string> words)
    {
        var wanted = SearchText.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return all.Select(item => (Item: item, Hits: wanted.Count(word => SearchText.HasWords(words(item), word))))
            .Where(found => found.Hits > 0 && found.Hits * 3 >= wanted.Length * 2).OrderByDescending(found => found.Hits).Select(found => found.Item).ToList();
    }

    private void Add(SoundCloudUpload upload)
    {
        if (_byNumber.TryAdd(upload.Number, upload))
        {
            _inOrder.Add(upload);
        }
    }

    private SoundCloudUpload OfLabel(Track track)
    {
        var number = track.Ids[StreamingService.SoundCloud];
        var access = StableRandom.From("access|" + number).Next(0, 45) switch { var draw when draw % 9 == 0 => "blocked", var draw when draw % 5 == 0 => "preview", _ => "playable" };
        return new SoundCloudUpload(number, track, track.TitleWithVersion, track.Artists[0], _addresses.PermalinkOfTrack(number), track.Isrc, track.DurationMs, access);
    }

    private static IEnumerable<SoundCloudUpload> OfOthers(Track track)
    {
        yield return Make(track, "copy", $"{track.Artists[0]} - {track.TitleWithVersion}", "Sandcastle Uploads", track.DurationMs);
        yield return StableRandom.From("upload|" + track.Isrc).Next(0, 3) switch
        {
            0 => Make(track, "remix", $"{track.Artists[0]} - {track.TitleWithVersion} (Dune Bootleg Remix)", "Dune DJ", track.DurationMs + 41_000),
            1 => Make(track, "tempo", $"{track.TitleWithVersion} (sped up)", "sped up sand", track.DurationMs * 4 / 5),
            _ => Make(track, "repost", track.TitleWithVersion, track.Artists[0] + " Fan Page", track.DurationMs + 900),
        };
    }

    /// <summary>With the number in the address, so that what becomes of one leaves the others' as they are.</summary>
    private static SoundCloudUpload Make(Track track, string kind, string title, string user, int durationMs)
    {
        var number = ServiceIds.Derive(StreamingService.SoundCloud, $"{kind}|{track.Isrc}");
        return new SoundCloudUpload(number, track, title, user, $"{SoundCloudAddresses.UserOf(user)}/{PageSlug.Of(title, "track")}-{number}", null, durationMs, "playable");
    }
}
