using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Smartlinks.StreamingServices;

/// <summary>A track or album at a service, named by one of the service's addresses.</summary>
/// <param name="Id">
/// The service's id. Where an address has none that a look-up could use: Bandcamp <c>{artist}/track/{slug}</c> or <c>{artist}/album/{slug}</c>; SoundCloud
/// <c>{user}/{track}</c> or <c>{user}/sets/{set}</c>; Pandora <c>TR:…</c> or <c>AL:…</c>.
/// </param>
/// <param name="Url">The canonical address: the service's first host, no locale, no tracking parameters.</param>
/// <param name="Country">The storefront the address names (Apple Music), upper case; null when it names none.</param>
public sealed partial record ServiceItem(StreamingService Service, ItemKind Kind, string Id, DestinationUrl Url, string? Country = null)
{
    /// <summary>Reads what an address is about; false for pages that are neither a track nor an album.</summary>
    public static bool TryRead(DestinationUrl url, [NotNullWhen(true)] out ServiceItem? item)
    {
        item = null;
        var match = url.Service == StreamingService.Spotify ? SpotifyPath().Match(url.Uri.AbsolutePath) : url.Service == StreamingService.Deezer ? DeezerPath().Match(url.Uri.AbsolutePath) : Match.Empty;
        if (!match.Success) return false;
        var (kind, id) = (match.Groups["kind"].Value, match.Groups["id"].Value);
        item = new ServiceItem(url.Service, kind == "track" ? ItemKind.Track : ItemKind.Album, id, DestinationUrl.Parse(url.Service, $"https://{url.Service.Hosts[0]}/{kind}/{id}"));
        return true;
    }

    [GeneratedRegex("^/(?:intl-[a-z]{2}(?:-[a-z]{2})?/)?(?<kind>track|album)/(?<id>[A-Za-z0-9]{22})/?$", RegexOptions.CultureInvariant)]
    private static partial Regex SpotifyPath();

    [GeneratedRegex("^/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?<kind>track|album)/(?<id>[0-9]{1,18})/?$", RegexOptions.CultureInvariant)]
    private static partial Regex DeezerPath();
}
