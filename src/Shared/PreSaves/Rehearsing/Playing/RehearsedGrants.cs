using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>Opens grants as far as their copied ends let it, with tokens that name the fan and open nothing anywhere.</summary>
internal sealed class RehearsedGrants(RehearsalCopy copy, RehearsalClock clock) : IGrantAccess
{
    private const string First = " first";
    private const string Renewed = " renewed";

    private readonly HashSet<(FanId, StreamingService)> _copied = [.. copy.OpenOnes.Select(preSave => (preSave.Fan, preSave.Service))];

    public static FanId FanOf(string accessToken) => FanId.Parse(accessToken[..accessToken.IndexOf(' ', StringComparison.Ordinal)]);

    public static bool IsRenewed(string accessToken) => accessToken.EndsWith(Renewed, StringComparison.Ordinal);

    public Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, string? refused, CancellationToken cancellationToken)
    {
        // Who is not in the copy was made up.
        var closed = !_copied.Contains((fan, service)) ? null
            : copy.Grants.TryGetValue((fan, service), out var grant) ? grant.ClosedAt(clock.GetUtcNow()) : PreSaveReasons.GrantRefused;
        return Task.FromResult<GrantAccess>(closed is null ? new GrantAccess.Open(fan + (refused is null ? First : Renewed)) : new GrantAccess.Ended(closed));
    }
}
