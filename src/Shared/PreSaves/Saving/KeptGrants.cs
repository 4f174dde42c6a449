using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>Opens the grants that this deployment keeps; what the service refused is forgotten first.</summary>
public sealed class KeptGrants(GrantKeeper keeper) : IGrantAccess
{
    public async Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, string? refused, CancellationToken cancellationToken)
    {
        if (refused is not null) await keeper.ForgetAccessAsync(fan, service, refused, cancellationToken);
        return await keeper.GetAccessAsync(fan, service, cancellationToken);
    }
}
