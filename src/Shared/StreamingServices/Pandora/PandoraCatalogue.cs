namespace Smartlinks.StreamingServices.Pandora;

/// <summary>Reads Pandora's listening pages: that they are there, and the title they give themselves in JSON-LD or else as <c>og:title</c>.</summary>
public sealed class PandoraCatalogue(PageProbe probe) : IServiceCatalogue
{
    public StreamingService Service => StreamingService.Pandora;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: false, ByUpc: false, ByItem: true, BySearch: false, Save: false, NeedsApproval: true);

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) =>
        probe.FindAsync(item, page => LinkedMusic.Find(page, item) ?? FromOpenGraph(page, item), cancellationToken);

    private static Candidate? FromOpenGraph(ListingPage page, ServiceItem item) =>
        page.OpenGraph.TryGetValue("og:title", out var title) && title.Trim() is { Length: > 0 and <= ServiceAnswer.MostText } text
            ? new Candidate(item.Kind, item.Id, item.Url, text, []) { FoundBy = FoundBy.Item }
            : null;
}
