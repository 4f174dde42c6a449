using Smartlinks.PreSaves.Rehearsing.Playing;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>What nights must have come to in which something went wrong that passes: the same as if nothing had. Pure.</summary>
internal static class HardNights
{
    public static IEnumerable<RehearsalStep> Of(PlayedNight troubled, RehearsedTroubles troubles, PlayedNight interrupted, RehearsedInterruptions interruptions, Func<PreSave, PreSaveState?> expected)
    {
        yield return Moved(troubled);
        var ways = string.Join(", ", troubles.Given.OrderBy(way => way.Key, StringComparer.Ordinal).Select(way => $"{way.Value} × {way.Key}"));
        yield return Same(RehearsalSteps.Troubles, troubled, expected, $"Services gave {(ways.Length > 0 ? ways : "nothing but good answers")}");
        yield return Same(RehearsalSteps.Interruptions, interrupted, expected,
            NightChecks.Say($"The app was killed {interruptions.Kills} times, heard {interruptions.DoubleMessages} messages twice, and its timer missed {interruptions.MissedMinutes} minutes and fired twice at once in all others"));
    }

    private static RehearsalStep Moved(PlayedNight night) => night.MomentsFollowed switch
    {
        null => NightChecks.Warn(RehearsalSteps.MovedDate, $"The release is too near to move its date in a rehearsal.", "Nothing, unless you mean to move it."),
        false => NightChecks.Fail(RehearsalSteps.MovedDate, $"The date was moved by a day, and not all queued pre-saves followed.", "Do not move the date before this is looked at: tell whoever runs this deployment."),
        true when NightChecks.Zones(night) is { Outcome: StepOutcome.Failed } late => late with { Name = RehearsalSteps.MovedDate },
        true => NightChecks.Pass(RehearsalSteps.MovedDate, $"The date was moved a day back and again to where it is; all {night.Slots.Count} zones followed both times."),
    };

    private static RehearsalStep Same(string name, PlayedNight night, Func<PreSave, PreSaveState?> expected, string what)
    {
        RehearsalStep[] steps = [NightChecks.NotBefore(night), NightChecks.Ends(night, expected), NightChecks.Totals(night), NightChecks.Libraries(night)];
        return steps.FirstOrDefault(step => step.Outcome == StepOutcome.Failed) is { } failed ? failed with { Name = name, Seen = $"{what}. {failed.Seen}" }
            : new RehearsalStep(name, StepOutcome.Passed, $"{what}. All {night.PreSaves.Count} pre-saves came to the same ends, each once in its library or not at all.");
    }
}
