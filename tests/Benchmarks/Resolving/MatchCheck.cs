using Smartlinks.LocalHost.Sandbox.Bandcamp;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Pandora;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.LocalHost.Sandbox.YouTubeMusic;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>
/// Tells from the same catalogue files the sandbox was started with what is really behind a destination. Right is the recording of that ISRC as its own
/// side has it there: an upload by somebody else is wrong, and so is another recording that has the same ISRC in error when the code stands for several.
/// </summary>
internal sealed class MatchCheck
{
    private readonly Catalogue _catalogue;
    private readonly BandcampAddresses _bandcamp;
    private readonly SoundCloudUploads _uploads;
    private readonly YouTubeVideos _videos;

    public MatchCheck(IEnumerable<string> files)
    {
        _catalogue = Catalogue.Load(files);
        _bandcamp = new BandcampAddresses(_catalogue);
        _uploads = new SoundCloudUploads(_catalogue.At(StreamingService.SoundCloud), new SoundCloudAddresses(_catalogue));
        _videos = new YouTubeVideos(_catalogue.At(StreamingService.YouTubeMusic));
    }

    public IReadOnlyList<Track> Tracks => _catalogue.Tracks;

    /// <summary>Whether the service has a recording of this ISRC by now.</summary>
    public bool IsAt(StreamingService service, string isrc, DateTimeOffset now) => _catalogue.FindByIsrc(isrc).Any(track => track.IsVisible(service, now));

    /// <summary>Whether the code stands for several recordings, which no code alone can tell apart.</summary>
    public bool IsReused(string isrc) => _catalogue.FindByIsrc(isrc).DistinctBy(track => (track.SearchTitle, track.SearchArtists)).Count() > 1;

    /// <summary>Null: it is the recording. Else what it is instead.</summary>
    public string? WhatIsWrong(string isrc, SeenDestination destination)
    {
        if (destination.Url is null || !DestinationUrl.TryParse(destination.Service, destination.Url, out var url, out _) || !ServiceItem.TryRead(url, out var item)) return "no address of an item";
        var (track, isOwn) = Find(item);
        if (track is null) return "nothing the catalogue knows";
        if (track.Isrc != isrc) return $"{track.Isrc} {track.TitleWithVersion} by {track.Artists[0]}";
        return isOwn ? null : "an upload by somebody else";
    }

    private (Track? Track, bool IsOwn) Find(ServiceItem item)
    {
        if (item.Service == StreamingService.SoundCloud)
        {
            var upload = _uploads.FindByPermalink(item.Id) ?? _uploads.Find(item.Id);
            return (upload?.Track, upload?.Isrc is not null);
        }

        if (item.Service == StreamingService.YouTubeMusic)
        {
            var video = _videos.Find(item.Id);
            return (video?.Track, video is { IsArtTrack: true });
        }

        IEnumerable<string> ids = item.Service == StreamingService.Bandcamp ? BandcampIdsOf(item.Url) : item.Service == StreamingService.Pandora ? [item.Id, item.Id.Insert(2, ":")] : [item.Id];
        foreach (var id in ids)
            if (_catalogue.TryGetTrack(item.Service, id, out var track)) return (track, true);
        return (null, true);
    }

    private IEnumerable<string> BandcampIdsOf(DestinationUrl url)
    {
        var address = url.Uri;
        return _bandcamp.FindTrack(address.Host + address.AbsolutePath) is { } id ? [id] : [];
    }
}
