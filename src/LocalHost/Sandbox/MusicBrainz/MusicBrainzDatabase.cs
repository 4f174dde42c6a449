using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.MusicBrainz;

/// <summary>A recording as volunteers entered it: one for each ISRC, title and main artist, whatever albums it is on. Has at least one track.</summary>
public sealed record Recording(string Id, IReadOnlyList<Track> Tracks)
{
    public Track First => Tracks[0];
}

/// <summary>
/// What volunteers have entered so far: two thirds of the recordings, the same ones on every start, and the albums they are on. An ISRC that two
/// recordings carry is on both.
/// </summary>
public sealed class MusicBrainzDatabase
{
    private readonly Dictionary<string, Recording> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<Track, Recording> _byTrack = [];
    private readonly ILookup<string, Recording> _byIsrc;
    private readonly Dictionary<string, Album> _releases = new(StringComparer.Ordinal);

    public MusicBrainzDatabase(Catalogue catalogue)
    {
        foreach (var tracks in catalogue.Tracks.Where(track => IsEntered(track.Isrc)).GroupBy(track => $"{track.Isrc}|{SearchText.Of(track.TitleWithVersion)}|{SearchText.Of(track.Artists[0])}"))
        {
            var recording = new Recording(IdOf("recording", tracks.Key), [.. tracks.OrderBy(track => track.Released.FirstDay)]);
            _byId.Add(recording.Id, recording);
            foreach (var track in recording.Tracks)
            {
                _byTrack.Add(track, recording);
            }
        }

        _byIsrc = _byId.Values.ToLookup(recording => recording.First.Isrc, StringComparer.Ordinal);
        foreach (var album in catalogue.Albums.Where(album => album.Tracks.Any(_byTrack.ContainsKey)))
        {
            _releases.Add(ReleaseIdOf(album), album);
        }
    }

    public static bool IsEntered(string isrc) => StableRandom.From("musicbrainz|" + isrc).NextDouble() < 2.0 / 3;

    public IEnumerable<Recording> FindByIsrc(string isrc) => _byIsrc[isrc];

    public Recording? FindRecording(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Null for a track that was entered as part of its album only, without an ISRC.</summary>
    public Recording? FindRecording(Track track) => _byTrack.GetValueOrDefault(track);

    public Album? FindRelease(string id) => _releases.GetValueOrDefault(id);

    public bool IsEntered(Album album) => _releases.ContainsKey(ReleaseIdOf(album));

    /// <summary>Another recording than this one.</summary>
    public Recording Another(Recording recording) => _byId.Values.First(other => other.First.Isrc != recording.First.Isrc && other.First.Album != recording.First.Album);

    public static string ReleaseIdOf(Album album) => IdOf("release", album.Upc.Padded);

    /// <summary>A UUID of version 4 in form, made from a seed.</summary>
    public static string IdOf(string kind, string seed)
    {
        var digits = StableRandom.From($"musicbrainz|{kind}|{seed}").NextText(32, "0123456789abcdef");
        return $"{digits[..8]}-{digits[8..12]}-4{digits[13..16]}-{"89ab"[digits[16] % 4]}{digits[17..20]}-{digits[20..]}";
    }
}
