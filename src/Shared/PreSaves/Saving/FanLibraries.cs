using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Saving;

/// <summary>The libraries this deployment can save to, at most one a service.</summary>
public sealed class FanLibraries(IEnumerable<IFanLibrary> libraries)
{
    private readonly Dictionary<StreamingService, IFanLibrary> _libraries = libraries.ToDictionary(library => library.Service);

    public IFanLibrary? Find(StreamingService service) => _libraries.GetValueOrDefault(service);
}
