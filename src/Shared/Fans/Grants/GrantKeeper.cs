using Microsoft.Extensions.Logging;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Fans.Grants;

/// <summary>
/// Keeps what fans allowed and gives access to it. A grant is renewed by one instance at a time: it puts a lease into the row by its version, and who finds one waits for what
/// comes of it. No token leaves this but in <see cref="GrantAccess.Open"/>.
/// </summary>
public sealed class GrantKeeper(FanGrants grants, IReadOnlyList<FanService> services, TimeProvider time, ILogger<GrantKeeper> log)
{
    /// <summary>A token that ends sooner is renewed first.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    /// <summary>How long somebody else's renewal is waited for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private const int MostTries = 5;

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_lastWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_renewedElsewhere = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_misconfigured = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_revoking = TimeSpan.FromSeconds(5);

    private readonly GrantRenewer _renewer = new(grants, time);

    /// <summary>Stores a new consent, in the place of an earlier one at this service.</summary>
    /// <param name="follows">Whether the fan allowed to follow artists as well.</param>
    public Task KeepAsync(FanId fan, StreamingService service, AccountTokens tokens, AccountFacts facts, bool follows, CancellationToken cancellationToken)
    {
        var accounts = Find(service) ?? throw new InvalidOperationException($"Fans cannot connect {service} with this configuration.");
        var now = time.GetUtcNow();
        return grants.PutAsync(grants.Seal(new FanGrant(fan, service, now, now + accounts.LongestGrant, facts.Country, follows), tokens), cancellationToken);
    }

    /// <summary>A token for the fan's library, renewed if it has to be; or why there is none. Throws when storage does not answer, and on cancellation.</summary>
    public async Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, CancellationToken cancellationToken)
    {
        var (waited, wait) = (TimeSpan.Zero, s_firstWait);
        while (true)
        {
            await _renewer.StoreLeftoverAsync(fan, service);
            if (await TryGetAsync(fan, service, cancellationToken) is { } access) return access;
            if (waited + wait > LongestWait) return new GrantAccess.Waits(GrantReasons.BeingRenewed, s_renewedElsewhere);
            await Task.Delay(wait, time, cancellationToken);
            (waited, wait) = (waited + wait, wait * 2 < s_lastWait ? wait * 2 : s_lastWait);
        }
    }

    /// <summary>
    /// Renews a token now that would have to be renewed before <paramref name="goodUntil"/>. A grant that is refused or over, and a token that cannot be renewed, are left as they are.
    /// </summary>
    /// <returns>As of an access; null: nothing was to be done, or somebody else is at it.</returns>
    public async Task<GrantAccess?> RenewAheadAsync(FanId fan, StreamingService service, DateTimeOffset goodUntil, CancellationToken cancellationToken)
    {
        await _renewer.StoreLeftoverAsync(fan, service);
        var now = time.GetUtcNow();
        if (await grants.FindAsync(fan, service, cancellationToken) is not { RefusedAt: null } grant || grant.IsOver(now) || grant.IsBeingRenewed(now)) return null;
        if (grants.Open(grant) is not { Refresh: not null, AccessEndsAt: { } endsAt } tokens || endsAt > goodUntil || Find(service) is not { } accounts) return null;
        return await grants.TryUpdateAsync(grant with { RenewingUntil = now + GrantRenewer.Lease }, cancellationToken) is { } leased ? await _renewer.RenewAsync(accounts, leased, tokens) : null;
    }

    /// <summary>The service refused this access token: the next access is with another one. A token that cannot be renewed counts as a refused grant.</summary>
    public async Task ForgetAccessAsync(FanId fan, StreamingService service, string accessToken, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await grants.FindAsync(fan, service, cancellationToken) is not { } grant || grants.Open(grant) is not { } tokens || tokens.Access != accessToken) return;
            var changed = tokens.Refresh is null ? grant.Refuse(time.GetUtcNow()) : grants.Seal(grant, tokens with { AccessEndsAt = DateTimeOffset.UnixEpoch });
            if (await grants.TryUpdateAsync(changed, cancellationToken) is not null) return;
        }
    }

    /// <summary>Gives the grant back at the service, as far as it answers, and deletes it here in any case.</summary>
    public async Task DisconnectAsync(FanId fan, StreamingService service, CancellationToken cancellationToken)
    {
        // In this order: what is deleted cannot be given back any more.
        if (Find(service) is { } accounts && await grants.FindAsync(fan, service, cancellationToken) is { } grant && grants.Open(grant) is { } tokens) await RevokeAsync(accounts, tokens, cancellationToken);
        await grants.DeleteAsync(fan, service, cancellationToken);
    }

    /// <summary>Disconnects all the fan connected.</summary>
    public async Task EraseAsync(FanId fan, CancellationToken cancellationToken)
    {
        foreach (var grant in await grants.ListAsync(fan, cancellationToken)) await DisconnectAsync(fan, grant.Service, cancellationToken);
    }

    /// <summary>What the fan connected, by service id; without secrets.</summary>
    public Task<IReadOnlyList<FanGrant>> ListAsync(FanId fan, CancellationToken cancellationToken) => grants.ListAsync(fan, cancellationToken);

    /// <summary>Null: somebody else is at it, or changed it just now.</summary>
    private async Task<GrantAccess?> TryGetAsync(FanId fan, StreamingService service, CancellationToken cancellationToken)
    {
        if (await grants.FindAsync(fan, service, cancellationToken) is not { } grant) return new GrantAccess.Ended(GrantReasons.GrantRefused);
        var now = time.GetUtcNow();
        if (grant.IsOver(now)) return new GrantAccess.Ended(grant.Ended == GrantEnd.Revoked ? GrantReasons.GrantRefused : GrantReasons.GrantEnded);
        if (grant.LeftAlone(now) is { } rest) return new GrantAccess.Waits(GrantReasons.GrantRefused, rest);
        if (grants.Open(grant) is not { } tokens)
        {
            log.LogError("A grant at {Service} cannot be opened: the key it was sealed under is not in the configuration", service);
            return new GrantAccess.Waits(GrantReasons.KeyMissing, s_misconfigured);
        }

        var isGood = tokens.AccessEndsAt is not { } endsAt || endsAt > now + Margin;
        if (isGood && grant.RefusedAt is null) return new GrantAccess.Open(tokens.Access);
        if (grant.IsBeingRenewed(now)) return null;
        if (Find(service) is not { } accounts) return new GrantAccess.Waits(GrantReasons.ServiceOff, s_misconfigured);
        if (!isGood && tokens.Refresh is null) return await grants.TryUpdateAsync(grant.End(GrantEnd.Expired), cancellationToken) is null ? null : new GrantAccess.Ended(GrantReasons.GrantEnded);
        return await grants.TryUpdateAsync(grant with { RenewingUntil = now + GrantRenewer.Lease }, cancellationToken) is { } leased ? await _renewer.RenewAsync(accounts, leased, tokens) : null;
    }

    private async Task RevokeAsync(IFanAccounts accounts, AccountTokens tokens, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(s_revoking, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await accounts.RevokeAsync(tokens, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The service takes too long: the grant goes here in any case.
        }
    }

    private IFanAccounts? Find(StreamingService service) => services.FirstOrDefault(each => each.Service == service)?.Accounts;
}
