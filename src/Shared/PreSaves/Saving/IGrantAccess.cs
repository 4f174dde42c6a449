using Smartlinks.Fans;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>Whether a fan's grant can be used now.</summary>
public abstract record GrantAccess
{
    private GrantAccess()
    {
    }

    /// <summary>A secret: its text does not show it.</summary>
    public sealed record Open(string Token) : GrantAccess
    {
        public override string ToString() => nameof(Open);
    }

    /// <summary>For good.</summary>
    /// <param name="Reason">One of <see cref="PreSaveReasons"/>.</param>
    public sealed record Ended(string Reason) : GrantAccess;

    /// <summary>Not now: it could not be renewed, or a refusal is not believed yet.</summary>
    /// <param name="Reason">One of <see cref="PreSaveReasons"/>.</param>
    public sealed record Waits(string Reason, TimeSpan? RetryAfter) : GrantAccess;
}

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
