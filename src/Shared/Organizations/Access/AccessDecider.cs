namespace Smartlinks.Organizations.Access;

/// <summary>
/// Tells whether a release may be published, and uses what grants it. What an organization asks for is its settings as they were remembered, at most a minute old; what the owner
/// holds is as it is stored now.
/// </summary>
public sealed class AccessDecider(OrganizationSettingsStore settings, Entitlements entitlements, TimeProvider time)
{
    /// <summary>No storage call where the organization is known and publishing is free for all.</summary>
    /// <param name="link">The link's id as text.</param>
    public async ValueTask<AccessDecision> DecideAsync(OrganizationId organization, OwnerId owner, string link, CancellationToken cancellationToken) =>
        (await settings.RecallAsync(organization, cancellationToken)).Access is { Mode: not AccessMode.FreeForAll } access
            ? AccessRules.Decide(access, await entitlements.HoldAsync(organization, owner, link, cancellationToken), time.GetUtcNow())
            : new AccessDecision.Granted(AccessGround.FreeForAll);

    /// <summary>Decides and, where a package grants it, uses one of its releases for the link: once, however often and by however many this is called.</summary>
    public async ValueTask<AccessDecision> ConsumeAsync(OrganizationId organization, OwnerId owner, string link, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var decision = await DecideAsync(organization, owner, link, cancellationToken);
            if (decision is not AccessDecision.Granted { NeedsUse: true, By: { } package } granted) return decision;
            if (await entitlements.TryUseAsync(organization, owner, link, package, cancellationToken)) return granted with { By = package with { Used = package.Used + 1 }, NeedsUse = false };
        }
    }

    /// <summary>The link was deleted: gives back the release it used, once, and has nothing used for it any more.</summary>
    public async Task GiveBackAsync(OrganizationId organization, OwnerId owner, string link, CancellationToken cancellationToken) =>
        await entitlements.GiveBackAsync(organization, owner, link, time.GetUtcNow(), cancellationToken);
}
