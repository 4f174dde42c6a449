using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>Opens fans' grants, renewed where they have to be.</summary>
public interface IGrantAccess
{
    /// <param name="refused">The token that the service refused just now, not to be given again; null: none was.</param>
    Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, string? refused, CancellationToken cancellationToken);
}

/// <summary>For a deployment without sealing keys: it stores nothing secret, and can open no grant until it has its keys again.</summary>
public sealed class ClosedGrants : IGrantAccess
{
    public Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, string? refused, CancellationToken cancellationToken) =>
        Task.FromResult<GrantAccess>(new GrantAccess.Waits(PreSaveReasons.NotConfigured, null));
}
