using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.SoundCloud;

/// <summary>
/// Where labels' tracks and albums are at SoundCloud: <c>{user}/{track}</c> and <c>{user}/sets/{set}</c>. One that is taken gets the item's number behind it, in the
/// catalogue's order. An item keeps its address whatever becomes of its title. SoundCloud's API, short links and MusicBrainz all name these.
/// </summary>
public sealed class SoundCloudAddresses
{
    private readonly Dictionary<string, string> _tracks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ofTracks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ofSets = new(StringComparer.Ordinal);

    public SoundCloudAddresses(Catalogue catalogue)
    {
        foreach (var track in catalogue.Tracks)
        {
            if (track.Ids.TryGetValue(StreamingService.SoundCloud, out var number))
            {
                _ofTracks[number] = Claim(_tracks, UserOf(track.Artists[0]) + "/", PageSlug.Of(track.TitleWithVersion, "track-" + number), "track-", number);
            }
        }

        foreach (var album in catalogue.Albums)
        {
            if (album.Ids.TryGetValue(StreamingService.SoundCloud, out var number))
            {
                _ofSets[number] = Claim(_sets, UserOf(album.Artists[0]) + "/sets/", PageSlug.Of(album.Title, "set-" + number), "set-", number);
            }
        }
    }

    /// <summary>The whole address; null for what is not at SoundCloud.</summary>
    public string? Find(Track track) => track.Ids.TryGetValue(StreamingService.SoundCloud, out var number) ? UrlOf(_ofTracks[number]) : null;

    public string? Find(Album album) => album.Ids.TryGetValue(StreamingService.SoundCloud, out var number) ? UrlOf(_ofSets[number]) : null;

    /// <param name="number">A label's track's.</param>
    public string PermalinkOfTrack(string number) => _ofTracks[number];

    public string PermalinkOfSet(string number) => _ofSets[number];

    /// <summary>The number of the track at a permalink; null when no label's is there.</summary>
    public string? FindTrack(string permalink) => _tracks.GetValueOrDefault(permalink);

    public string? FindSet(string permalink) => _sets.GetValueOrDefault(permalink);

    public static string UrlOf(string permalink) => "https://soundcloud.com/" + permalink;

    /// <summary>In an address. Nobody can have a name that SoundCloud uses for itself, such as "search".</summary>
    public static string UserOf(string name)
    {
        var user = PageSlug.Of(name, "user-" + ServiceIds.Derive(StreamingService.SoundCloud, "user|" + name));
        return IsAnItem(user + "/track-1") ? user : user + "-music";
    }

    private static string Claim(Dictionary<string, string> taken, string under, string name, string prefix, string number)
    {
        // The same for a title, such as "Likes".
        var permalink = under + (IsAnItem(under + name) ? name : prefix + name);
        permalink = taken.ContainsKey(permalink) ? $"{permalink}-{number}" : permalink;
        taken[permalink] = number;
        return permalink;
    }

    private static bool IsAnItem(string permalink) => DestinationUrl.TryParse(StreamingService.SoundCloud, UrlOf(permalink), out var url, out _) && ServiceItem.TryRead(url, out _);
}
