using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Sharing;

/// <summary>The public address of a catalogue's track or album at a service, as the service's own Share writes it: with what tells where it was copied.</summary>
public sealed class ItemPage(SoundCloudAddresses soundCloud)
{
    /// <summary>Null when the service does not have it, or has no short links.</summary>
    public string? Of(StreamingService service, Track track) => track.Ids.TryGetValue(service, out var id) ? Checked(service, service.Id switch
    {
        "spotify" => $"https://open.spotify.com/track/{id}?si={Mark(id, 16)}&utm_source=copy-link",
        "apple-music" => $"https://music.apple.com/us/album/{PageSlug.Of(track.Album.Title, "_")}/{track.Album.Ids[service]}?i={id}&itsct=music_box_link&itscg=30200",
        "tidal" => $"https://tidal.com/browse/track/{id}?u",
        "deezer" => $"https://www.deezer.com/track/{id}?host=0&utm_campaign=clipboard-generic&utm_source=user_sharing&utm_content=track-{id}",
        "pandora" => $"https://www.pandora.com/{id}?part=ug-desktop&corr={Mark(id, 9)}",
        "soundcloud" => $"{soundCloud.Find(track)}?si={Mark(id, 32)}&utm_source=clipboard&utm_medium=text&utm_campaign=social_sharing",
        _ => null,
    }) : null;

    public string? Of(StreamingService service, Album album) => album.Ids.TryGetValue(service, out var id) ? Checked(service, service.Id switch
    {
        "spotify" => $"https://open.spotify.com/album/{id}?si={Mark(id, 22)}&utm_source=copy-link",
        "apple-music" => $"https://music.apple.com/us/album/{PageSlug.Of(album.Title, "_")}/{id}?itsct=music_box_link&itscg=30200",
        "tidal" => $"https://tidal.com/browse/album/{id}?u",
        "deezer" => $"https://www.deezer.com/album/{id}?host=0&utm_campaign=clipboard-generic&utm_source=user_sharing&utm_content=album-{id}",
        "pandora" => $"https://www.pandora.com/{id}?part=ug-desktop&corr={Mark(id, 9)}",
        "soundcloud" => $"{soundCloud.Find(album)}?si={Mark(id, 32)}&utm_source=clipboard&utm_medium=text&utm_campaign=social_sharing",
        _ => null,
    }) : null;

    private static string? Checked(StreamingService service, string? address) =>
        address is not null && DestinationUrl.TryParse(service, address, out var url, out _) && ServiceItem.TryRead(url, out _) ? address : null;

    private static string Mark(string id, int length) => StableRandom.From("share-mark|" + id).NextText(length);
}
