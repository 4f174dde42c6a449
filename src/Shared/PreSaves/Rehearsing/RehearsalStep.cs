namespace Smartlinks.PreSaves.Rehearsing;

public enum StepOutcome
{
    Passed,

    /// <summary>The night goes as it should, and somebody is to know something.</summary>
    Warned,

    Failed,
}

/// <summary>One thing a rehearsal looked at.</summary>
/// <param name="Name">One of <see cref="RehearsalSteps"/>.</param>
/// <param name="Seen">For people: what was seen.</param>
/// <param name="ToDo">For people: what helps; null: nothing is to be done.</param>
public sealed record RehearsalStep(string Name, StepOutcome Outcome, string Seen, string? ToDo = null);

/// <summary>Names of the steps, in their order. Stable.</summary>
public static class RehearsalSteps
{
    /// <summary>The link has a moment that is to come.</summary>
    public const string ReleaseMoment = "releaseMoment";

    /// <summary>This deployment can save where fans pre-saved.</summary>
    public const string Services = "services";

    /// <summary>There is something proven to save at each service.</summary>
    public const string Items = "items";

    /// <summary>Fans' grants last until their moment.</summary>
    public const string Grants = "grants";

    /// <summary>When the last fan will have been asked for, at the services' paces.</summary>
    public const string Paces = "paces";

    /// <summary>The timer finds each zone's moment in its minute.</summary>
    public const string Zones = "zones";

    /// <summary>Nobody is asked for before the moment.</summary>
    public const string NotBefore = "notBefore";

    /// <summary>Each pre-save comes to exactly one end.</summary>
    public const string Ends = "ends";

    /// <summary>The counts are those of the pre-saves.</summary>
    public const string Totals = "totals";

    /// <summary>Libraries hold what the states say, each once.</summary>
    public const string Libraries = "libraries";

    /// <summary>A moved date moves what is queued.</summary>
    public const string MovedDate = "movedDate";

    /// <summary>Services that misbehave change no end.</summary>
    public const string Troubles = "troubles";

    /// <summary>Kills, lost minutes and double messages change no end.</summary>
    public const string Interruptions = "interruptions";

    /// <summary>The rehearsal itself: only there when it could not be played to its end.</summary>
    public const string Rehearsal = "rehearsal";
}
