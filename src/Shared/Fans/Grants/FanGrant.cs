using Azure;
using Smartlinks.StreamingServices;

namespace Smartlinks.Fans.Grants;

/// <summary>Where a grant stands.</summary>
public enum GrantState
{
    Active,

    /// <summary>The service refused it once. That may be the service's own trouble: it is looked at again.</summary>
    Refused,

    /// <summary>For good: the fan can only consent anew.</summary>
    Dead,
}

/// <summary>Why a grant is dead.</summary>
public enum GrantEnd
{
    /// <summary>It came to its end.</summary>
    Expired,

    /// <summary>The service refused it twice, more than an hour apart.</summary>
    Revoked,
}

/// <summary>What one fan allowed at one service. Its text shows no secret.</summary>
/// <param name="GrantedAt">When the fan consented.</param>
/// <param name="EndsAt">The hard end, whatever is renewed; null: none is known.</param>
/// <param name="Country">ISO 3166-1 alpha-2 of the account; null: not told.</param>
/// <param name="Follows">Whether the fan allowed to follow artists as well.</param>
public sealed record FanGrant(FanId Fan, StreamingService Service, DateTimeOffset GrantedAt, DateTimeOffset? EndsAt, string? Country, bool Follows)
{
    /// <summary>How long a refusal is left alone.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(65);

    /// <summary>A second refusal counts only when it is farther from the first than this: services had outages in which they refused good tokens.</summary>
    public static readonly TimeSpan Certain = TimeSpan.FromHours(1);

    /// <summary>The service's tokens; null: it is dead, and they are deleted.</summary>
    public string? Sealed { get; init; }

    /// <summary>Since when the service refuses it; null: it does not.</summary>
    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>Null: it is not dead.</summary>
    public GrantEnd? Ended { get; init; }

    /// <summary>Until when one instance has it to itself for renewing it; null: none has.</summary>
    public DateTimeOffset? RenewingUntil { get; init; }

    public ETag ETag { get; init; }

    public GrantState State => Ended is not null ? GrantState.Dead : RefusedAt is not null ? GrantState.Refused : GrantState.Active;

    /// <summary>Whether it is of no more use.</summary>
    public bool IsOver(DateTimeOffset now) => Ended is not null || EndsAt <= now;

    /// <summary>How long the last refusal is still left alone; null: it may be looked at. One in the future was written by a clock that was set back since.</summary>
    public TimeSpan? LeftAlone(DateTimeOffset now) => RefusedAt is { } at && at <= now && now < at + LookAgain ? at + LookAgain - now : null;

    /// <summary>Whether another instance is at it. A lease that is farther away than a lease ever is was written by a clock that was set back since.</summary>
    public bool IsBeingRenewed(DateTimeOffset now) => RenewingUntil is { } until && until > now && until <= now + GrantRenewer.Lease;

    /// <summary>What it becomes when the service refuses it.</summary>
    public FanGrant Refuse(DateTimeOffset now) => RefusedAt is { } first && first <= now
        ? now - first > Certain ? End(GrantEnd.Revoked) : this with { RenewingUntil = null }
        : this with { RefusedAt = now, RenewingUntil = null };

    /// <summary>What it becomes when it is of no more use: nothing secret is kept of it.</summary>
    public FanGrant End(GrantEnd why) => this with { Ended = why, Sealed = null, RenewingUntil = null };

    public override string ToString() => $"{nameof(FanGrant)} of {Fan} at {Service}, {State}";
}
