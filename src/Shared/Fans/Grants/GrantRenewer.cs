using System.Collections.Concurrent;
using Azure;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Fans.Grants;

/// <summary>
/// Renews grants that this instance has leased. What a service gives is stored before it is used: services may give a new refresh token with each renewal, and then the old
/// one is worth nothing. Whoever gives up the wait does not stop a renewal, for the same reason.
/// </summary>
public sealed class GrantRenewer(FanGrants grants, TimeProvider time)
{
    /// <summary>Longer than a renewal takes. Of one that died in it the next may be tried after it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MostTries = 5;
    private const int MostUnstored = 10_000;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_serviceDown = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_unwelcome = TimeSpan.FromHours(1);

    /// <summary>What storage would not take: tried again when the grant is wanted next.</summary>
    private readonly ConcurrentDictionary<(FanId Fan, StreamingService Service), Renewal> _unstored = new();

    /// <summary>Null: somebody changed the grant meanwhile; look at it anew.</summary>
    /// <param name="leased">As it was written with this instance's lease.</param>
    public async Task<GrantAccess?> RenewAsync(IFanAccounts accounts, FanGrant leased, AccountTokens tokens)
    {
        var answer = tokens.Refresh is { } refresh ? await accounts.RefreshAsync(refresh, CancellationToken.None) : await accounts.ProbeAsync(tokens.Access, CancellationToken.None);
        return answer switch
        {
            AccountAnswer.Given given => await StoreAsync(new Renewal(leased, tokens, given.Tokens with { Refresh = given.Tokens.Refresh ?? tokens.Refresh, Scope = given.Tokens.Scope ?? tokens.Scope })),
            AccountAnswer.Refused => await RefuseAsync(leased),
            // What cannot be renewed was probed: the service knows the token, whatever else it thinks of the account.
            AccountAnswer.Known or AccountAnswer.NotAllowed or AccountAnswer.NoSubscription when tokens.Refresh is null => await StoreAsync(new Renewal(leased, tokens, tokens)),
            AccountAnswer.NotAllowed => await WaitAsync(leased, GrantReasons.NotOnAllowList, s_unwelcome),
            AccountAnswer.NoSubscription => await WaitAsync(leased, GrantReasons.NoSubscription, s_unwelcome),
            AccountAnswer.Unavailable silent => await WaitAsync(leased, ReasonOf(silent), silent.RetryAfter ?? s_serviceDown),
            _ => await WaitAsync(leased, GrantReasons.ServiceDown, s_serviceDown),
        };
    }

    /// <summary>Stores what an earlier renewal could not, unless it is outdated.</summary>
    public async Task StoreLeftoverAsync(FanId fan, StreamingService service)
    {
        if (_unstored.TryRemove((fan, service), out var left)) await StoreAsync(left);
    }

    private async Task<GrantAccess?> StoreAsync(Renewal renewal)
    {
        var (grant, pause) = (renewal.Grant, s_firstPause);
        for (var attempt = 1; ; attempt++, pause *= 2)
        {
            try
            {
                if (await grants.TryUpdateAsync(grants.Seal(grant, renewal.Fresh) with { RefusedAt = null, RenewingUntil = null }, CancellationToken.None) is not null) return new GrantAccess.Open(renewal.Fresh.Access);
                if (await grants.FindAsync(grant.Fan, grant.Service, CancellationToken.None) is not { Ended: null } changed || grants.Open(changed) is not { } tokens) return null;
                // A new consent, somebody else's renewal, or this very write, whose answer was lost: what is there counts.
                if (changed.GrantedAt != grant.GrantedAt || tokens.Refresh != renewal.Old.Refresh) return null;
                // Sealed anew, or leased by somebody who took this renewal for dead and has nothing yet.
                grant = changed;
            }
            catch (RequestFailedException) when (attempt < MostTries)
            {
                await Task.Delay(pause, time);
            }
            catch (RequestFailedException)
            {
                if (_unstored.Count < MostUnstored) _unstored[(grant.Fan, grant.Service)] = renewal;
                throw;
            }
        }
    }

    private async Task<GrantAccess?> RefuseAsync(FanGrant leased)
    {
        var refused = leased.Refuse(time.GetUtcNow());
        if (await grants.TryUpdateAsync(refused, CancellationToken.None) is null) return null;
        return refused.Ended is not null ? new GrantAccess.Ended(GrantReasons.GrantRefused) : new GrantAccess.Waits(GrantReasons.GrantRefused, FanGrant.LookAgain);
    }

    private async Task<GrantAccess> WaitAsync(FanGrant leased, string reason, TimeSpan retryAfter)
    {
        // Whether it works or not: a lease ends by itself.
        await grants.TryUpdateAsync(leased with { RenewingUntil = null }, CancellationToken.None);
        return new GrantAccess.Waits(reason, retryAfter);
    }

    private static string ReasonOf(AccountAnswer.Unavailable silent) => silent.Reason switch
    {
        UnavailableReasons.RateLimited or UnavailableReasons.Paced => GrantReasons.RateLimited,
        UnavailableReasons.QuotaExhausted => GrantReasons.QuotaExhausted,
        _ => GrantReasons.ServiceDown,
    };

    private sealed record Renewal(FanGrant Grant, AccountTokens Old, AccountTokens Fresh);
}
