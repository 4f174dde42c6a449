using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>All that can be asked about music in this deployment.</summary>
public sealed record MusicSources(IReadOnlyList<IServiceCatalogue> Catalogues, IReadOnlyList<ICrossReference> CrossReferences)
{
    public IServiceCatalogue? Find(StreamingService service) => Catalogues.FirstOrDefault(catalogue => catalogue.Service == service);
}
