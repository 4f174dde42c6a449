using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Saving;

/// <summary>The libraries this deployment can save to, at most one a service. Not looked at before the first is wanted.</summary>
public sealed class FanLibraries(IEnumerable<IFanLibrary> libraries)
{
    private Dictionary<StreamingService, IFanLibrary> Libraries => field ??= libraries.ToDictionary(library => library.Service);

    public IFanLibrary? Find(StreamingService service) => Libraries.GetValueOrDefault(service);
}
