using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Organizations;

/// <summary>What the organization's access mode says of a link that is to be published. Asked of what the release's owner holds.</summary>
public static class AccessGates
{
    private const string TakenBack = "What it was published by was taken back.";

    private static readonly FeeDecision s_isBeingPublished = new FeeDecision.Awaits("It is being noted for it what its owner holds.", "Nothing is to be done; it goes live within seconds.");

    /// <summary>For a link that is not written yet: nothing is used or noted for what may never come to be.</summary>
    public static FeeGate Deciding(AccessDecider access) => async (link, cancellationToken) =>
        await access.DecideAsync(link.Organization, link.ReleaseOwner, link.Id.ToString(), cancellationToken) is var decision && decision is AccessDecision.Granted { By: not null } ? s_isBeingPublished : Say(decision, isAgain: false);

    /// <summary>For a link that is settled: uses a package's release where that is what grants it; of a published one it asks whether it stays so.</summary>
    public static FeeGate Using(AccessDecider access) => async (link, cancellationToken) =>
    {
        var (owner, id) = (link.ReleaseOwner, link.Id.ToString());
        return link is { Hold: null, GrantedBy: { } by } ? Say(await access.KeepAsync(link.Organization, owner, id, by, cancellationToken), isAgain: true)
            : Say(await access.ConsumeAsync(link.Organization, owner, id, cancellationToken), link.Hold is { IsAgain: true });
    };

    /// <summary>For a link that was deleted unused.</summary>
    public static FeeReturn Returning(AccessDecider access) => (organization, owner, link, cancellationToken) => access.GiveBackAsync(organization, owner, link.ToString(), cancellationToken);

    private static FeeDecision Say(AccessDecision decision, bool isAgain) => decision switch
    {
        AccessDecision.Missing missing => new FeeDecision.Awaits(isAgain ? $"{TakenBack} {AccessTexts.Of(missing)}" : AccessTexts.Of(missing), string.Join(" ", missing.Ways.Select(AccessTexts.Of))),
        AccessDecision.Granted granted => new FeeDecision.Granted(granted.By?.Id),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
