using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Links.Publishing;

/// <summary>Whether an organization's access mode lets a link be published.</summary>
public abstract record FeeDecision
{
    private FeeDecision()
    {
    }

    /// <param name="By">What lets it be published; null: nothing is needed.</param>
    public sealed record Granted(EntitlementId? By = null) : FeeDecision;

    /// <param name="Why">What is missing, for people.</param>
    /// <param name="How">How to get it, for people.</param>
    public sealed record Awaits(string Why, string How) : FeeDecision;
}

/// <summary>
/// Decides for a link that is not published yet, whenever what it waits for may have come; and for a published one whether it stays so, whenever what it was published by may have been taken back.
/// </summary>
public delegate ValueTask<FeeDecision> FeeGate(Link link, CancellationToken cancellationToken);

/// <summary>The link was deleted before fans had anything of it: what was used for it is given back, once, however often this is called.</summary>
public delegate Task FeeReturn(OrganizationId organization, OwnerId owner, LinkId link, CancellationToken cancellationToken);

public static class FeeGates
{
    /// <summary>No access mode: everything is granted.</summary>
    public static readonly FeeGate Open = (_, _) => new ValueTask<FeeDecision>(new FeeDecision.Granted());

    /// <summary>Nothing was used, so nothing goes back.</summary>
    public static readonly FeeReturn NothingBack = (_, _, _, _) => Task.CompletedTask;
}
