namespace Smartlinks.StreamingServices.Pacing;

/// <summary>What all instances know of one pace. Changes are functions of (state, now), so that each can be applied again to a newer version.</summary>
public sealed record PaceState
{
    /// <summary>Instances' clocks agree to this; what lies further ahead comes from a clock that was set back since.</summary>
    public static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_longestBackOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_shortestBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_trialTime = TimeSpan.FromSeconds(15);

    /// <summary>Most trials tell their outcome sooner than they must.</summary>
    private static readonly TimeSpan s_trialPause = TimeSpan.FromSeconds(2);

    /// <summary>Up to where the line of <see cref="Rhythm"/> is taken. A table holds no instant before 1601.</summary>
    public DateTimeOffset TakenUntil { get; init; } = DateTimeOffset.UnixEpoch;

    public DateTimeOffset WrittenAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The service asked to be left alone until then, for <see cref="BlockedReason"/>.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }

    public string? BlockedReason { get; init; }

    /// <summary>Blocks since the last success.</summary>
    public int BlockedTimes { get; init; }

    public DateTimeOffset? QuotaUntil { get; init; }

    public int QuotaTimes { get; init; }

    /// <summary>The circuit is open until then; after that one trial decides.</summary>
    public DateTimeOffset? OpenUntil { get; init; }

    /// <summary>Openings since the last success; 0: the circuit is closed.</summary>
    public int OpenedTimes { get; init; }

    /// <summary>Somebody is trying; gone when it does not tell the outcome by then.</summary>
    public DateTimeOffset? TrialUntil { get; init; }

    /// <summary>The state as it can be believed at <paramref name="now"/>: one from a clock that was set back since says nothing but that requests were sent.</summary>
    public PaceState Settled(DateTimeOffset now, Rhythm rhythm, TimeSpan maxWait)
    {
        if (WrittenAt > now + ClockDifference) return new PaceState { TakenUntil = rhythm.WithoutBurst(now), WrittenAt = now };
        var furthest = now + maxWait + rhythm.Tolerance + rhythm.Step + ClockDifference;
        return TakenUntil > furthest ? this with { TakenUntil = rhythm.WithoutBurst(now) } : this;
    }

    /// <summary>Why nothing may be sent now; null: nothing is against it.</summary>
    public LookUp.Unavailable? Refusal(DateTimeOffset now)
    {
        if (QuotaUntil > now) return new(UnavailableReasons.QuotaExhausted, QuotaUntil - now);
        if (BlockedUntil > now) return new(BlockedReason ?? UnavailableReasons.RateLimited, BlockedUntil - now);
        if (OpenUntil > now) return new(UnavailableReasons.CircuitOpen, OpenUntil - now);
        return IsTried(now) ? new(UnavailableReasons.CircuitOpen, Times.Sooner(TrialUntil!.Value - now, s_trialPause)) : null;
    }

    public bool NeedsTrial(DateTimeOffset now) => OpenedTimes > 0 && !(OpenUntil > now);

    /// <summary>Somebody is trying; it may be over any moment.</summary>
    public bool IsTried(DateTimeOffset now) => NeedsTrial(now) && TrialUntil > now;

    /// <summary>Whether a success now would change anything.</summary>
    public bool IsRecovering(DateTimeOffset now) => (BlockedTimes > 0 && !(BlockedUntil > now)) || (QuotaTimes > 0 && !(QuotaUntil > now)) || NeedsTrial(now);

    /// <summary>A success ends what is over anyway; what still holds was said after the request of this success was sent.</summary>
    public PaceState Recovered(DateTimeOffset now)
    {
        var next = this;
        if (!(BlockedUntil > now)) next = next with { BlockedUntil = null, BlockedReason = null, BlockedTimes = 0 };
        if (!(QuotaUntil > now)) next = next with { QuotaUntil = null, QuotaTimes = 0 };
        return OpenUntil > now ? next : next with { OpenUntil = null, OpenedTimes = 0, TrialUntil = null };
    }

    /// <param name="wait">What the service asked for; null: it did not say.</param>
    /// <param name="chance">Jitter, 0 to 1.</param>
    public PaceState Blocked(DateTimeOffset now, string reason, TimeSpan? wait, double chance)
    {
        var ceiling = Times.Sooner(TimeSpan.FromSeconds(Math.Pow(2, Math.Min(BlockedTimes, 20))), s_longestBackOff);
        // Refusals of requests that were under way together are one refusal.
        if (wait is null && BlockedUntil > now) return this;
        var until = now + Times.Sooner(wait ?? Times.Later(ceiling * chance, s_shortestBackOff), s_longestPause);
        return BlockedUntil >= until ? this : this with { BlockedUntil = until, BlockedReason = reason, BlockedTimes = BlockedUntil > now ? BlockedTimes : BlockedTimes + 1 };
    }

    /// <param name="until">What the service said, or the quota's own reset; null: neither is known.</param>
    public PaceState QuotaUsedUp(DateTimeOffset now, DateTimeOffset? until)
    {
        if (until is null && QuotaUntil > now) return this;
        var end = until ?? now + Times.Sooner(TimeSpan.FromHours(Math.Pow(2, Math.Min(QuotaTimes, 10))), s_longestPause);
        return QuotaUntil >= end ? this : this with { QuotaUntil = end, QuotaTimes = QuotaUntil > now ? QuotaTimes : QuotaTimes + 1 };
    }

    /// <summary>Opens the circuit, unless it is: for <paramref name="first"/>, doubled with each opening in a row.</summary>
    public PaceState Opened(DateTimeOffset now, TimeSpan first)
    {
        if (OpenUntil > now) return this;
        var pause = Times.Sooner(first * Math.Pow(2, Math.Min(OpenedTimes, 20)), s_longestBackOff);
        return this with { OpenUntil = now + pause, OpenedTimes = OpenedTimes + 1, TrialUntil = null };
    }

    public PaceState Trying(DateTimeOffset now) => this with { TrialUntil = now + s_trialTime };
}
