using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Pandora;

/// <summary>Where tracks and albums are at Pandora: <c>www.pandora.com/artist/{artist}/{album}/{track}/TR…</c>, without the last name for an album's <c>AL…</c>.</summary>
public static class PandoraAddresses
{
    /// <summary>Null for what is not at Pandora.</summary>
    public static string? Find(Track track) => track.Ids.TryGetValue(StreamingService.Pandora, out var id)
        ? $"{Of(track.Artists[0], track.Album)}/{PageSlug.Of(track.TitleWithVersion, "track")}/TR{Number(id)}" : null;

    public static string? Find(Album album) => album.Ids.TryGetValue(StreamingService.Pandora, out var id) ? $"{Of(album.Artists[0], album)}/AL{Number(id)}" : null;

    private static string Of(string artist, Album album) => $"https://www.pandora.com/artist/{PageSlug.Of(artist, "artist")}/{PageSlug.Of(album.Title, "album")}";

    private static string Number(string id) => id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
