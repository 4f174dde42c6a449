using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>Opens the grants that this deployment keeps.</summary>
public sealed class KeptGrants(GrantKeeper keeper) : IGrantAccess
{
    public async Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, string? refused, CancellationToken cancellationToken)
    {
        if (refused is not null) await keeper.ForgetAccessAsync(fan, service, refused, cancellationToken);
        return await keeper.GetAccessAsync(fan, service, cancellationToken) switch
        {
            Fans.Grants.GrantAccess.Open open => new GrantAccess.Open(open.AccessToken),
            Fans.Grants.GrantAccess.Ended ended => new GrantAccess.Ended(ended.Reason),
            Fans.Grants.GrantAccess.Waits waits => new GrantAccess.Waits(waits.Reason, waits.RetryAfter),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
