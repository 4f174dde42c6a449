namespace Smartlinks.StreamingServices.Bandcamp;

/// <summary>
/// Reads Bandcamp's listening pages, which carry JSON-LD. Bandcamp's API is for accounts, sales and merchandise only: there is no catalogue to look up.
/// </summary>
public sealed class BandcampCatalogue(PageProbe probe) : IServiceCatalogue
{
    public StreamingService Service => StreamingService.Bandcamp;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: false, ByUpc: false, ByItem: true, BySearch: false, Save: false);

    /// <summary>A page without a title in its JSON-LD is no answer: a title guessed from elsewhere on it could be anybody's.</summary>
    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => probe.FindAsync(item, page => LinkedMusic.Find(page, item), cancellationToken);
}
