using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The services fans can connect at this deployment, in the order pages show them. Empty where secrets cannot be sealed.</summary>
public sealed class PreSaveServices(IReadOnlyList<FanService> services)
{
    private readonly IReadOnlyList<FanService> _services = [.. services.Where(service => service.Configured.Ability != SaveAbility.None)];

    public IReadOnlyList<StreamingService> Ids => field ??= [.. StreamingService.All.Where(service => Find(service.Id) is not null)];

    public FanService? Find(string? id) => _services.FirstOrDefault(service => service.Service.Id == id);

    /// <summary>Whether the release can come to a service at all: it has an address there, or a code by which it will be found. An admin who took a service off has none of it.</summary>
    public static bool CanBeAt(Link link, StreamingService service) => link.Find(service) switch
    {
        { Removed: true } => false,
        { Url: not null, Status: not DestinationStatus.Search } => true,
        _ => link.Source.Isrc is not null || link.Source.Upc is not null,
    };
}
