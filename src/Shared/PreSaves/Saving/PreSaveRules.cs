namespace Smartlinks.PreSaves.Saving;

/// <summary>When and where a pre-save is judged.</summary>
/// <param name="DueAt">The slot's moment, or when it was first looked at if that was later.</param>
/// <param name="IsElsewhere">The catalogue says that the item is not in the fan's country.</param>
public sealed record SaveConditions(DateTimeOffset Now, DateTimeOffset DueAt, bool IsElsewhere = false)
{
    public DateTimeOffset Deadline => DueAt + PreSaveRules.Patience;
}

/// <summary>What becomes of a pre-save. Pure. The decision table is in docs/pre-saves.md.</summary>
public static class PreSaveRules
{
    /// <summary>How long what can pass is tried.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(72);

    /// <summary>A refusal is believed when it is repeated so long after the first.</summary>
    public static readonly TimeSpan SecondRefusal = TimeSpan.FromHours(1);

    /// <summary>So long after one midnight it is past midnight everywhere: what is not in a country then was not late.</summary>
    public static readonly TimeSpan OutEverywhere = TimeSpan.FromHours(26);

    /// <summary>So long after the service took it, the library is looked at.</summary>
    private static readonly TimeSpan[] s_checks = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    /// <summary>How long after the moment (first), and how far apart tries are then (second).</summary>
    private static readonly (TimeSpan Within, TimeSpan Step)[] s_steps =
    [
        (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)), (TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), (TimeSpan.FromHours(6), TimeSpan.FromMinutes(15)),
        (TimeSpan.FromHours(24), TimeSpan.FromHours(1)), (TimeSpan.MaxValue, TimeSpan.FromHours(3)),
    ];

    /// <summary>The pre-save while the service is asked. One whose last attempt had no answer repeats that attempt, under the same name.</summary>
    public static PreSave Mark(PreSave preSave, string item) => preSave with { State = PreSaveState.Saving, Attempts = AttemptOf(preSave), Item = item, NextAt = null, Unanswered = true };

    /// <param name="preSave">As it was before it was marked.</param>
    public static PreSave After(PreSave preSave, SaveAnswer answer, SaveConditions at)
    {
        var asked = preSave with { Attempts = AttemptOf(preSave), Unanswered = answer is SaveAnswer.Waits };
        return (answer, preSave.Reason) switch
        {
            // An attempt without an answer may have been the one that put it there.
            (SaveAnswer.InLibrary { WasThere: true }, _) when preSave is { Unanswered: false, Reason: not PreSaveReasons.ToBeVerified } => End(asked, PreSaveState.AlreadySaved, null, at),
            (SaveAnswer.InLibrary, _) => End(asked, PreSaveState.Saved, null, at),
            (SaveAnswer.NotThere, _) when at.IsElsewhere && at.Now >= at.DueAt + OutEverywhere => End(asked, PreSaveState.NotAvailable, PreSaveReasons.NotInCountry, at),
            (SaveAnswer.NotThere, _) => Wait(asked, at.IsElsewhere ? PreSaveReasons.NotInCountry : PreSaveReasons.NotLiveYet, null, at),
            // It was taken once: nothing that comes after makes that undone.
            (SaveAnswer.Taken, _) or (_, PreSaveReasons.ToBeVerified) => Verify(asked, answer, at),
            (SaveAnswer.Refused refused, var before) when refused.Reason == before && at.Now - preSave.StateAt >= SecondRefusal => End(asked, EndOf(refused.Reason), refused.Reason, at),
            (SaveAnswer.Refused refused, _) => Wait(asked, refused.Reason, SecondRefusal, at),
            (SaveAnswer.GrantEnded ended, _) => GiveUp(preSave, ended.Reason, at),
            (SaveAnswer.Waits waits, _) => Wait(waits.WasAsked ? asked : preSave, waits.Reason, waits.RetryAfter, at),
            _ => throw new ArgumentException($"{answer} is no answer.", nameof(answer)),
        };
    }

    /// <summary>The end of a pre-save that can wait no longer: as what it was waiting for.</summary>
    public static PreSaveState EndOf(string reason) => reason switch
    {
        PreSaveReasons.NoItemYet or PreSaveReasons.NotLiveYet => PreSaveState.SourceMissing,
        PreSaveReasons.NotInCountry or PreSaveReasons.NoSubscription => PreSaveState.NotAvailable,
        PreSaveReasons.GrantEnded => PreSaveState.GrantExpired,
        PreSaveReasons.GrantRefused => PreSaveState.GrantRevoked,
        PreSaveReasons.ByFan or PreSaveReasons.LinkGone => PreSaveState.Canceled,
        PreSaveReasons.ToBeVerified => PreSaveState.Submitted,
        _ => PreSaveState.NotAllowed,
    };

    /// <summary>When something that can pass is tried again.</summary>
    public static DateTimeOffset NextTry(TimeSpan? retryAfter, SaveConditions at)
    {
        var elapsed = at.Now - at.DueAt;
        var step = retryAfter ?? s_steps.First(each => elapsed < each.Within).Step;
        var next = at.Now + (step < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : step);
        // One last try when the time is over.
        return next > at.Deadline && at.Now < at.Deadline ? at.Deadline : next;
    }

    /// <summary>Whether the library is looked at again after now; else this was the last look.</summary>
    public static bool IsVerifiedAgain(PreSave preSave, DateTimeOffset now) => s_checks.Any(check => preSave.StateAt + check > now);

    /// <summary>It is tried again for a reason that can pass, or its time is over.</summary>
    public static PreSave Wait(PreSave preSave, string reason, TimeSpan? retryAfter, SaveConditions at) => at.Now >= at.Deadline
        ? GiveUp(preSave, reason, at)
        : preSave with { State = PreSaveState.Queued, Reason = reason, StateAt = preSave.Reason == reason ? preSave.StateAt : at.Now, NextAt = NextTry(retryAfter, at) };

    /// <summary>It ends without being saved, as far as is known: one that was asked for without an answer may be in the library.</summary>
    public static PreSave GiveUp(PreSave preSave, string reason, SaveConditions at)
    {
        if (preSave.Unanswered || preSave.Reason == PreSaveReasons.ToBeVerified) return End(preSave, PreSaveState.Submitted, reason, at);
        // At the end of the time everybody is asked for at once: that the service is short then does not hide what the pre-save waited for.
        var told = preSave.Reason is { } before && IsOfService(reason) ? before : reason;
        return End(preSave, EndOf(told), told, at);
    }

    public static PreSave End(PreSave preSave, PreSaveState state, string? reason, SaveConditions at) => preSave with { State = state, Reason = reason, StateAt = at.Now, NextAt = null };

    /// <summary>Whether it says nothing of the music or the fan.</summary>
    private static bool IsOfService(string reason) => reason is PreSaveReasons.RateLimited or PreSaveReasons.QuotaExhausted or PreSaveReasons.ServiceDown;

    private static PreSave Verify(PreSave preSave, SaveAnswer answer, SaveConditions at)
    {
        var takenAt = preSave.Reason == PreSaveReasons.ToBeVerified ? preSave.StateAt : at.Now;
        foreach (var check in s_checks)
            if (takenAt + check > at.Now) return preSave with { State = PreSaveState.Saving, Reason = PreSaveReasons.ToBeVerified, StateAt = takenAt, NextAt = takenAt + check };
        // Nobody looked: the last look is one that was answered.
        return answer is SaveAnswer.Waits waits && at.Now < at.Deadline ? preSave with { NextAt = NextTry(waits.RetryAfter, at) } : End(preSave, PreSaveState.Submitted, null, at);
    }

    /// <summary>One without an answer is repeated; else it is another.</summary>
    private static int AttemptOf(PreSave preSave) => preSave is { Unanswered: true, Attempts: > 0 } ? preSave.Attempts : preSave.Attempts + 1;
}
