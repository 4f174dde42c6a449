using Smartlinks.LocalHost.Sandbox.Bandcamp;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Pandora;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>What the sandbox's tracks and albums are to the app: items, read from addresses as the services write them.</summary>
internal sealed class CatalogueItems(Catalogue catalogue)
{
    public SoundCloudAddresses SoundCloud { get; } = new(catalogue);

    public BandcampAddresses Bandcamp { get; } = new(catalogue);

    public ServiceItem Of(StreamingService service, Track track) => Read(service.Id switch
    {
        "soundcloud" => SoundCloud.Find(track)!,
        "bandcamp" => Bandcamp.Find(track)!,
        "pandora" => PandoraAddresses.Find(track)!,
        _ => AddressOf(service, ItemKind.Track, track.Ids[service]),
    });

    public ServiceItem Of(StreamingService service, Album album) => Read(service.Id switch
    {
        "soundcloud" => SoundCloud.Find(album)!,
        "bandcamp" => Bandcamp.Find(album)!,
        "pandora" => PandoraAddresses.Find(album)!,
        _ => AddressOf(service, ItemKind.Album, album.Ids[service]),
    });

    public static ServiceItem Read(string address) =>
        DestinationUrl.TryParse(address, out var url, out var why) && ServiceItem.TryRead(url, out var item, out why) ? item : throw new FormatException($"{address}: {why}");

    private static string AddressOf(StreamingService service, ItemKind kind, string id) => (service.Id, kind) switch
    {
        ("spotify", ItemKind.Track) => "https://open.spotify.com/track/" + id,
        ("spotify", _) => "https://open.spotify.com/album/" + id,
        ("apple-music", ItemKind.Track) => "https://music.apple.com/us/song/" + id,
        ("apple-music", _) => "https://music.apple.com/us/album/" + id,
        ("youtube-music", ItemKind.Track) => "https://music.youtube.com/watch?v=" + id,
        ("youtube-music", _) => "https://music.youtube.com/playlist?list=" + id,
        ("amazon-music", ItemKind.Track) => "https://music.amazon.com/tracks/" + id,
        ("amazon-music", _) => "https://music.amazon.com/albums/" + id,
        ("tidal", ItemKind.Track) => "https://tidal.com/browse/track/" + id,
        ("tidal", _) => "https://tidal.com/browse/album/" + id,
        ("deezer", ItemKind.Track) => "https://www.deezer.com/track/" + id,
        ("deezer", _) => "https://www.deezer.com/album/" + id,
        _ => throw new ArgumentException($"{service} has addresses of its own making.", nameof(service)),
    };
}
