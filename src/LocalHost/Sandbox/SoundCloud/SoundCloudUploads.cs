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
    private readonly Dictionary<string, SoundCloudUpload> _byPermalink = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Album> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<Album, string> _setPermalinks = [];
    private readonly Dictionary<string, Album> _albums = new(StringComparer.Ordinal);
    private readonly List<SoundCloudUpload> _inOrder = [];

    public SoundCloudUploads(Catalogue catalogue)
    {
        Of = catalogue.Tracks;
        foreach (var recording in Of.Where(track => track.Ids.ContainsKey(StreamingService.SoundCloud)).GroupBy(track => track.Isrc, StringComparer.Ordinal))
        {
            foreach (var upload in OfOthers(recording.First()).Concat(recording.Select(OfLabel)))
            {
                Add(upload);
            }
        }

        foreach (var album in catalogue.Albums.Where(album => album.Ids.ContainsKey(StreamingService.SoundCloud)))
        {
            var permalink = $"{SoundCloudUpload.Slug(album.Artists[0], "user")}/sets/{SoundCloudUpload.Slug(album.Title, "set")}";
            permalink = _sets.ContainsKey(permalink) ? $"{permalink}-{album.Ids[StreamingService.SoundCloud]}" : permalink;
            _sets[permalink] = _albums[album.Ids[StreamingService.SoundCloud]] = album;
            _setPermalinks[album] = permalink;
        }
    }

    /// <summary>What they were made of: another list of the catalogue makes others.</summary>
    public IReadOnlyList<Track> Of { get; }

    public SoundCloudUpload? Find(string number) => _byNumber.GetValueOrDefault(number);

    public SoundCloudUpload? FindByPermalink(string permalink) => _byPermalink.GetValueOrDefault(permalink);

    public Album? FindAlbum(string number) => _albums.GetValueOrDefault(number);

    public Album? FindAlbumByPermalink(string permalink) => _sets.GetValueOrDefault(permalink);

    public string PermalinkOf(Album album) => _setPermalinks[album];

    /// <summary>Those with at least two thirds of the words, the most fitting first; of equals those of others first.</summary>
    public IReadOnlyList<SoundCloudUpload> Search(string text, DateTimeOffset now) => Rank(_inOrder.Where(upload => IsThere(upload, now)), text, upload => upload.Words);

    public IReadOnlyList<Album> SearchAlbums(string text, DateTimeOffset now) => Rank(
        _setPermalinks.Keys.Where(album => album.Visible(StreamingService.SoundCloud, now).Any()), text, album => SearchText.Of($"{album.Title} {string.Join(' ', album.Artists)}"));

    public static bool IsThere(SoundCloudUpload upload, DateTimeOffset now) => upload.Track.IsVisible(StreamingService.SoundCloud, now);

    private static List<T> Rank<T>(IEnumerable<T> all, string text, Func<T, string> words)
    {
        var wanted = SearchText.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return all.Select(item => (Item: item, Hits: wanted.Count(word => SearchText.HasWords(words(item), word))))
            .Where(found => found.Hits > 0 && found.Hits * 3 >= wanted.Length * 2).OrderByDescending(found => found.Hits).Select(found => found.Item).ToList();
    }

    private void Add(SoundCloudUpload upload)
    {
        if (_byPermalink.ContainsKey(upload.Permalink))
        {
            upload = upload with { Permalink = $"{upload.Permalink}-{upload.Number}" };
        }

        if (_byNumber.TryAdd(upload.Number, upload))
        {
            _byPermalink[upload.Permalink] = upload;
            _inOrder.Add(upload);
        }
    }

    private static SoundCloudUpload OfLabel(Track track)
    {
        var number = track.Ids[StreamingService.SoundCloud];
        var access = StableRandom.From("access|" + number).Next(0, 45) switch { var draw when draw % 9 == 0 => "blocked", var draw when draw % 5 == 0 => "preview", _ => "playable" };
        return new SoundCloudUpload(number, track, track.TitleWithVersion, track.Artists[0], Permalink(track.Artists[0], track.TitleWithVersion), track.Isrc, track.DurationMs, access);
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

    private static SoundCloudUpload Make(Track track, string kind, string title, string user, int durationMs) => new(
        ServiceIds.Derive(StreamingService.SoundCloud, $"{kind}|{track.Isrc}"), track, title, user, Permalink(user, title), null, durationMs, "playable");

    private static string Permalink(string user, string title) => $"{SoundCloudUpload.Slug(user, "user")}/{SoundCloudUpload.Slug(title, "track")}";
}
