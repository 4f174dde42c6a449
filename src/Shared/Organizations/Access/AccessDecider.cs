namespace Smartlinks.Organizations.Access;

/// <summary>
/// Tells whether a release may be published, and uses what grants it. What an organization asks for is its settings as they were remembered, at most a minute old; what the owner
/// holds is as it is stored now.
/// </summary>
public sealed class AccessDecider(OrganizationSettingsStore settings, Entitlements entitlements, PublishedLinks published, TimeProvider time)
{
    /// <summary>No storage call where the organization is known and publishing is free for all.</summary>
    /// <param name="link">The link's id as text.</param>
    public async ValueTask<AccessDecision> DecideAsync(OrganizationId organization, OwnerId owner, string link, CancellationToken cancellationToken) =>
        (await settings.RecallAsync(organization, cancellationToken)).Access is { Mode: not AccessMode.FreeForAll } access
            ? AccessRules.Decide(access, await entitlements.HoldAsync(organization, owner, link, cancellationToken), time.GetUtcNow())
            : new AccessDecision.Granted(AccessGround.FreeForAll);

    /// <summary>
    /// Decides and, where a package grants it, uses one of its releases for the link: once, however often and by however many this is called. What grants it is noted with the link before this
    /// returns, so that whoever takes it back finds the link.
    /// </summary>
    public async ValueTask<AccessDecision> ConsumeAsync(OrganizationId organization, OwnerId owner, string link, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var access = (await settings.RecallAsync(organization, cancellationToken)).Access;
            if (access.Mode == AccessMode.FreeForAll) return new AccessDecision.Granted(AccessGround.FreeForAll);
            var held = await entitlements.HoldAsync(organization, owner, link, cancellationToken);
            var decision = AccessRules.Decide(access, held, time.GetUtcNow());
            if (decision is not AccessDecision.Granted { By: { } by } granted) return decision;
            if (granted.NeedsUse && !await entitlements.TryUseAsync(organization, owner, link, by, held.Use, cancellationToken)) continue;
            await published.PutAsync(organization, owner, by.Id, link, cancellationToken);
            return granted.NeedsUse ? granted with { By = by with { Used = by.Used + 1 }, NeedsUse = false } : granted;
        }
    }

    /// <summary>Tells whether a published link stays so: as long as what it was published by was not taken back, or something else grants it, which is used then.</summary>
    public async ValueTask<AccessDecision> KeepAsync(OrganizationId organization, OwnerId owner, string link, EntitlementId publishedBy, CancellationToken cancellationToken) =>
        AccessRules.Standing(await entitlements.HoldAsync(organization, owner, link, cancellationToken), publishedBy) is { } standing ? standing : await ConsumeAsync(organization, owner, link, cancellationToken);

    /// <summary>The link was deleted: gives back the release it used, once, and has nothing used for it any more.</summary>
    public async Task GiveBackAsync(OrganizationId organization, OwnerId owner, string link, CancellationToken cancellationToken) =>
        await entitlements.GiveBackAsync(organization, owner, link, time.GetUtcNow(), cancellationToken);
}
