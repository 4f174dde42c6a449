using Azure;
using Smartlinks.Links;
using Smartlinks.Organizations;

namespace Smartlinks.PreSaves.Rehearsing;

public enum RehearsalState
{
    /// <summary>Asked for, or being played.</summary>
    Running,

    /// <summary>No step failed.</summary>
    Passed,

    Failed,
}

/// <summary>A link's last rehearsal.</summary>
/// <param name="Run">Names it: a message of an earlier one ends.</param>
/// <param name="StartedAt">When playing began, anew after a kill; null: not yet.</param>
/// <param name="Done">0 to 1.</param>
/// <param name="Steps">Empty while it runs.</param>
/// <param name="HeldUntil">As long somebody plays it; renewed while it goes on.</param>
public sealed record Rehearsal(OrganizationId Organization, LinkId Link, string Run, RehearsalState State, DateTimeOffset RequestedAt, IReadOnlyList<RehearsalStep> Steps, DateTimeOffset? StartedAt = null,
    double Done = 0, DateTimeOffset? EndedAt = null, DateTimeOffset? HeldUntil = null, ETag ETag = default)
{
    /// <summary>Longer without a sign of life it is believed dead: another may be begun.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>A sign of life from the future was written by a clock that was set back since.</summary>
    public bool IsUnderWay(DateTimeOffset now) => State == RehearsalState.Running && ((HeldUntil ?? RequestedAt) - now).Duration() < Patience;

    public bool IsHeld(DateTimeOffset now) => HeldUntil > now && HeldUntil < now + Patience;
}
