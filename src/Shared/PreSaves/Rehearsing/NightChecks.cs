using System.Globalization;
using Smartlinks.PreSaves.Rehearsing.Playing;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>What a played night must have come to. Pure.</summary>
public static class NightChecks
{
    private const string Ours = "This is a fault of Smartlinks or of this deployment: tell whoever runs it, with this report.";

    /// <summary>So long after the moment the timer and the queue have had their minute.</summary>
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <param name="expected">How a pre-save is to end; null: more than one end is right.</param>
    public static IReadOnlyList<RehearsalStep> All(PlayedNight night, Func<PreSave, PreSaveState?> expected) =>
        [Zones(night), NotBefore(night), Ends(night, expected), Totals(night), Libraries(night)];

    public static RehearsalStep Zones(PlayedNight night)
    {
        var late = night.Slots.Where(slot => slot.LookedAt is not { } at || at < slot.MomentAt || at > slot.MomentAt + s_minute).ToList();
        if (late.Count > 0)
            return Fail(RehearsalSteps.Zones, $"{late.Count} of {night.Slots.Count} zones are not served in their minute: {Some(late.Select(Tell))}.",
                "Save the release date of the link anew, which puts the timer's rows right, and rehearse again. If it stays, tell whoever runs this deployment.");
        if (night.Slots.Count == 0) return Pass(RehearsalSteps.Zones, $"No zone's moment is to come.");
        return Pass(RehearsalSteps.Zones, $"All {night.Slots.Count} zones are served in the minute of their moment, the first at {night.Slots.Min(slot => slot.MomentAt):yyyy-MM-dd HH:mm} UTC, the last at {night.Slots.Max(slot => slot.MomentAt):yyyy-MM-dd HH:mm} UTC.");
    }

    public static RehearsalStep NotBefore(PlayedNight night)
    {
        var early = night.PreSaves.Where(each => each.AskedAt < each.MomentAt).ToList();
        var asked = night.PreSaves.Count(each => each.AskedAt is not null);
        return early.Count > 0
            ? Fail(RehearsalSteps.NotBefore, $"{early.Count} pre-saves were asked for before their moment: {Some(early.Select(Name))}.", Ours)
            : Pass(RehearsalSteps.NotBefore, $"Services were asked for {asked} fans, for none before the moment.");
    }

    public static RehearsalStep Ends(PlayedNight night, Func<PreSave, PreSaveState?> expected)
    {
        if (night.Failures.Count > 0) return Fail(RehearsalSteps.Ends, $"The engine broke off: {Some(night.Failures)}.", Ours);
        var open = night.PreSaves.Where(each => each.After is not { IsEnded: true }).ToList();
        if (open.Count > 0 || night.Doubled > 0) return Fail(RehearsalSteps.Ends, $"{open.Count} pre-saves came to no end and {night.Doubled} are there twice: {Some(open.Select(Name))}.", Ours);
        var wrong = night.PreSaves.Where(each => expected(each.Before) is { } state && state != each.After!.State).ToList();
        if (wrong.Count > 0) return Fail(RehearsalSteps.Ends, $"{wrong.Count} pre-saves came to another end than they should: {Some(wrong.Select(each => $"{Name(each)} is {each.After!.State}, not {expected(each.Before)}"))}.", Ours);
        var ends = night.PreSaves.GroupBy(each => each.After!.State).OrderBy(group => group.Key).Select(group => $"{group.Count()} {char.ToLowerInvariant(group.Key.ToString()[0])}{group.Key.ToString()[1..]}");
        return Pass(RehearsalSteps.Ends, $"All {night.PreSaves.Count} pre-saves came to exactly one end: {string.Join(", ", ends)}.");
    }

    public static RehearsalStep Totals(PlayedNight night) => night.Unequal.Count > 0
        ? Fail(RehearsalSteps.Totals, $"The counts of {night.Unequal.Count} buckets are not those of their pre-saves: {Some(night.Unequal)}.", Ours)
        : Pass(RehearsalSteps.Totals, $"The totals add up to the {night.PreSaves.Count} pre-saves.");

    public static RehearsalStep Libraries(PlayedNight night)
    {
        var wrong = night.PreSaves.Where(each => !HoldsWhatItSays(each)).ToList();
        return wrong.Count > 0 || night.Strangers > 0
            ? Fail(RehearsalSteps.Libraries, $"{wrong.Count} libraries do not hold what the state says, and {night.Strangers} are of fans who asked for nothing: {Some(wrong.Select(each => $"{Name(each)} is {each.After?.State} and is there {each.Held} times{(each.HeldElse.Count > 0 ? ", with " + each.HeldElse[0] : "")}"))}.", Ours)
            : Pass(RehearsalSteps.Libraries, $"{night.PreSaves.Count(each => each.Held == 1)} libraries hold it once, all others not at all, as the states say.");
    }

    private static bool HoldsWhatItSays(PlayedPreSave each) => each.HeldElse.Count == 0 && (each.Before.IsEnded, each.After?.State) switch
    {
        (true, _) => each.Held == 0 && each.AskedAt is null,
        (_, PreSaveState.Saved or PreSaveState.AlreadySaved) => each.Held == 1,
        (_, PreSaveState.Submitted) => each.Held <= 1,
        _ => each.Held == 0,
    };

    private static string Tell(PlayedSlot slot) =>
        Say($"{slot.Zone} (due {slot.MomentAt:yyyy-MM-dd HH:mm} UTC, {(slot.LookedAt is { } at ? Say($"looked at {at:yyyy-MM-dd HH:mm}") : "never looked at")})");

    /// <summary>Nothing of the fan: reports are read by people.</summary>
    private static string Name(PlayedPreSave each) => $"{each.Before.Service.Name} in {each.Before.Key.Zone}";

    internal static string Some(IEnumerable<string> all)
    {
        var list = all.ToList();
        return string.Join(", ", list.Take(3)) + (list.Count > 3 ? $" and {list.Count - 3} more" : "");
    }

    internal static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    internal static RehearsalStep Pass(string name, FormattableString seen) => new(name, StepOutcome.Passed, Say(seen));

    internal static RehearsalStep Warn(string name, FormattableString seen, string toDo) => new(name, StepOutcome.Warned, Say(seen), toDo);

    internal static RehearsalStep Fail(string name, FormattableString seen, string toDo) => new(name, StepOutcome.Failed, Say(seen), toDo);
}
