using Smartlinks.Links.Publishing;

namespace Smartlinks.Links;

/// <summary>Where a link stands, as the API tells it. Derived, never stored.</summary>
public enum LinkState
{
    Resolving,
    NeedsReview,
    AwaitingCredit,
    AwaitingFee,
    PreSave,
    Live,
    Archived,
}

public static class LinkStates
{
    /// <summary>
    /// archived → archived; else held → what it waits for; else unreleased everywhere or anywhere → preSave (once looked up); else a visible destination that is more than a search → live;
    /// else still looking → resolving; else needsReview.
    /// </summary>
    public static LinkState Of(Link link, DateTimeOffset now) => link switch
    {
        { Archived: true } => LinkState.Archived,
        { Hold.Reason: HoldReason.Credit } => LinkState.AwaitingCredit,
        { Hold.Reason: HoldReason.Fee } => LinkState.AwaitingFee,
        { Release: { } release } when now < release.EarliestAt => LinkState.PreSave,
        _ when link.HasFound => LinkState.Live,
        { Resolving: true } => LinkState.Resolving,
        _ => LinkState.NeedsReview,
    };
}
