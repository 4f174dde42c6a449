using System.Diagnostics.CodeAnalysis;
using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices;

/// <summary>A track or album at a service, named by one of the service's addresses. Reading <see cref="Url"/> gives an equal item.</summary>
/// <param name="Id">
/// The service's id. Where an address has none that a look-up could use: Bandcamp <c>{artist}/track/{slug}</c> or <c>{artist}/album/{slug}</c>; SoundCloud
/// <c>{user}/{track}</c> or <c>{user}/sets/{set}</c>; Pandora <c>TR:{number}</c> or <c>AL:{number}</c>, or <c>TR{token}</c> or <c>AL{token}</c> where the address
/// has the token of Pandora's own pages.
/// </param>
/// <param name="Url">
/// The canonical address, which opens the service's app where there is one: the service's first host (Bandcamp: the artist's), no locale, no tracking parameters.
/// Apple Music's keeps its storefront, since an id is of that storefront; Pandora's keeps its names, since a token is not known to open without them.
/// </param>
/// <param name="Country">The storefront the address names (Apple Music), upper case; null when it names none.</param>
public sealed record ServiceItem(StreamingService Service, ItemKind Kind, string Id, DestinationUrl Url, string? Country = null)
{
    /// <summary>Reads what an address is about; false for pages that are neither a track nor an album.</summary>
    public static bool TryRead(DestinationUrl url, [NotNullWhen(true)] out ServiceItem? item) => TryRead(url, out item, out _);

    /// <param name="why">What the address is instead and what to give, as a sentence for an admin.</param>
    public static bool TryRead(DestinationUrl url, [NotNullWhen(true)] out ServiceItem? item, [NotNullWhen(false)] out string? why)
    {
        item = null;
        if (!ItemAddress.TryRead(url, out var address, out why)) return false;
        var reading = ItemPages.Read(address);
        (item, why) = (reading.Item, reading.Item is null ? reading.Why : null);
        return item is not null;
    }
}
