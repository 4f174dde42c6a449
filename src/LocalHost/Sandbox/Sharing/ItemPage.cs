using System.Text;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Sharing;

/// <summary>The public address of a catalogue's track or album at a service, as the service's own Share writes it: with what tells where it was copied.</summary>
public static class ItemPage
{
    /// <summary>Null when the service does not have it, or nothing but an id that none of its addresses has.</summary>
    public static string? Of(StreamingService service, Track track) => track.Ids.TryGetValue(service, out var id) ? Checked(service, service.Id switch
    {
        "spotify" => $"https://open.spotify.com/track/{id}?si={Mark(id, 16)}&utm_source=copy-link",
        "apple-music" => $"https://music.apple.com/us/album/{Name(track.Album.Title)}/{track.Album.Ids[service]}?i={id}&itsct=music_box_link&itscg=30200",
        "tidal" => $"https://tidal.com/browse/track/{id}?u",
        "deezer" => $"https://www.deezer.com/track/{id}?host=0&utm_campaign=clipboard-generic&utm_source=user_sharing&utm_content=track-{id}",
        "pandora" => $"https://www.pandora.com/{id}?part=ug-desktop&corr={Mark(id, 9)}",
        "soundcloud" => $"https://soundcloud.com/{Permalink(track)}?si={Mark(id, 32)}&utm_source=clipboard&utm_medium=text&utm_campaign=social_sharing",
        _ => null,
    }) : null;

    public static string? Of(StreamingService service, Album album) => album.Ids.TryGetValue(service, out var id) ? Checked(service, service.Id switch
    {
        "spotify" => $"https://open.spotify.com/album/{id}?si={Mark(id, 22)}&utm_source=copy-link",
        "apple-music" => $"https://music.apple.com/us/album/{Name(album.Title)}/{id}?itsct=music_box_link&itscg=30200",
        "tidal" => $"https://tidal.com/browse/album/{id}?u",
        "deezer" => $"https://www.deezer.com/album/{id}?host=0&utm_campaign=clipboard-generic&utm_source=user_sharing&utm_content=album-{id}",
        "pandora" => id.StartsWith("AL:", StringComparison.Ordinal) ? $"https://www.pandora.com/{id}?part=ug-desktop&corr={Mark(id, 9)}" : null,
        _ => null,
    }) : null;

    /// <summary>SoundCloud's <c>{user}/{track}</c>, which ends in the id, so that it is one track's only.</summary>
    public static string Permalink(Track track) => $"{Name(track.Artists[0])}/{Name(track.TitleDashVersion)}-{track.Ids[StreamingService.SoundCloud]}";

    private static string? Checked(StreamingService service, string? address) =>
        address is not null && DestinationUrl.TryParse(service, address, out var url, out _) && ServiceItem.TryRead(url, out _) ? address : null;

    private static string Mark(string id, int length) => StableRandom.From("share-mark|" + id).NextText(length);

    /// <summary>A title or name as paths have it: plain lower-case letters, digits and hyphens; one of another script is only an underscore.</summary>
    private static string Name(string text)
    {
        var name = new StringBuilder();
        foreach (var character in SearchText.Of(text))
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                name.Append(character);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        return name.ToString().Trim('-') is { Length: > 0 } written ? written[..Math.Min(written.Length, 80)].TrimEnd('-') : "_";
    }
}
