using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Organizations;

/// <summary>What the organization's access mode says of a link that is to be published. The owner of a release is the organization itself as long as nobody else is named.</summary>
public static class AccessGates
{
    private static readonly FeeDecision s_isUsed = new FeeDecision.Awaits("A release of a package is being used for it.", "Nothing is to be done; it goes live within seconds.");

    /// <summary>For a link that is not written yet: nothing is used for what may never come to be.</summary>
    public static FeeGate Deciding(AccessDecider access) => async (link, cancellationToken) =>
        await access.DecideAsync(link.Organization, OwnerOf(link), link.Id.ToString(), cancellationToken) is var decision && decision is AccessDecision.Granted { NeedsUse: true } ? s_isUsed : Say(decision);

    /// <summary>For a link that is settled: uses a package's release where that is what grants it.</summary>
    public static FeeGate Using(AccessDecider access) => async (link, cancellationToken) => Say(await access.ConsumeAsync(link.Organization, OwnerOf(link), link.Id.ToString(), cancellationToken));

    private static OwnerId OwnerOf(Link link) => OwnerId.Of(link.Organization);

    private static FeeDecision Say(AccessDecision decision) => decision is AccessDecision.Missing missing
        ? new FeeDecision.Awaits(AccessTexts.Of(missing), string.Join(" ", missing.Ways.Select(AccessTexts.Of))) : new FeeDecision.Granted();
}
