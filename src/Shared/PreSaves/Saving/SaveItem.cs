using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>What is saved for a link's fans at a service.</summary>
/// <param name="Territories">Where the catalogue has it. It is asked for elsewhere as well: a release comes to countries one by one, and a fan's country may be a guess.</param>
public sealed record SaveItem(ServiceItem Item, Territories Territories)
{
    /// <summary>What the link leads to, where that is proven or an admin's word and nothing is wrong with it; null: nothing yet.</summary>
    public static SaveItem? Of(Link link, StreamingService service) =>
        link.Find(service) is { Removed: false, Status: DestinationStatus.Confirmed or DestinationStatus.Manual, Flag: not { IsConfirmed: true }, Url: { } url } destination
        && ServiceItem.TryRead(url, out var item) ? new SaveItem(item, destination.Territories) : null;
}
