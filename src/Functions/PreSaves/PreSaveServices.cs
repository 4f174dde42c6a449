using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The services fans can connect at this deployment, in the order pages show them.</summary>
/// <param name="make">Called when they are first wanted: a cold start does not wait for them.</param>
/// <param name="canSeal">Whether there are keys to seal secrets under; without them no fan can connect anything.</param>
public sealed class PreSaveServices(Func<IReadOnlyList<FanService>> make, bool canSeal)
{
    private IReadOnlyList<FanService> All => field ??= make();

    private IReadOnlyList<FanService> Able => field ??= canSeal ? [.. All.Where(service => service.Configured.Ability != SaveAbility.None)] : [];

    private IReadOnlyList<StreamingService> Tracks => field ??= For(ItemKind.Track);

    private IReadOnlyList<StreamingService> Albums => field ??= For(ItemKind.Album);

    public FanService? Find(string? id) => Able.FirstOrDefault(service => service.Service.Id == id);

    /// <summary>What this deployment can do for fans at a service, and why it is not more.</summary>
    public SaveCapability CapabilityOf(StreamingService service) => All.FirstOrDefault(each => each.Service == service)?.Configured switch
    {
        null => new SaveCapability(service, SaveAbility.None, null, Follows: false, $"{service.Name} offers no way to save to fans' libraries that this app could use."),
        var configured when canSeal || configured.Ability == SaveAbility.None => configured,
        _ => new SaveCapability(service, SaveAbility.None, null, Follows: false, "What fans allow is stored sealed, and there is no key for it: set Sealing__Keys."),
    };

    /// <summary>The same, with what the service showed lately.</summary>
    public Task<SaveCapability> SeeAsync(SeenCapabilities seen, StreamingService service, CancellationToken cancellationToken) =>
        seen.SeeAsync(CapabilityOf(service), Able.FirstOrDefault(each => each.Service == service)?.Library.Pace.Name, cancellationToken);

    /// <summary>Where an album, or else a track, can be pre-saved.</summary>
    public IReadOnlyList<StreamingService> For(bool isAlbum) => isAlbum ? Albums : Tracks;

    /// <summary>Whether the release can come to the service, and be kept in its libraries.</summary>
    public static bool CanTake(Link link, FanService service) => CanBeAt(link, service.Service) && service.Library.CanKeep(IsAlbum(link) ? ItemKind.Album : ItemKind.Track);

    public static bool IsAlbum(Link link) => link.Source is { Isrc: null, Upc: not null };

    /// <summary>
    /// Whether the release can come to a service at all: it has an address there, or a code by which it will be found. An admin who took a service off has none of it.
    /// </summary>
    public static bool CanBeAt(Link link, StreamingService service) => link.Find(service) switch
    {
        { Removed: true } => false,
        { Url: not null, Status: not DestinationStatus.Search } => true,
        _ => link.Source.Isrc is not null || link.Source.Upc is not null,
    };

    private List<StreamingService> For(ItemKind kind) => [.. StreamingService.All.Where(service => Find(service.Id)?.Library.CanKeep(kind) == true)];
}
