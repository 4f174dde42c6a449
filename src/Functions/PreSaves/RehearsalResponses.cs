using System.Text.Json.Serialization;
using Smartlinks.PreSaves.Rehearsing;

namespace Smartlinks.Functions.PreSaves;

/// <param name="State"><c>running</c>, <c>passed</c> or <c>failed</c>.</param>
/// <param name="Progress">0 to 1.</param>
public sealed record RehearsalResponse(string Link, string State, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, double Progress, DateTimeOffset? EndedAt, IReadOnlyList<RehearsalStepResponse> Steps)
{
    public static RehearsalResponse From(Rehearsal rehearsal) => new(rehearsal.Link.ToString(), Name(rehearsal.State), rehearsal.RequestedAt, rehearsal.StartedAt, rehearsal.Done, rehearsal.EndedAt,
        [.. rehearsal.Steps.Select(RehearsalStepResponse.From)]);

    private static string Name(RehearsalState state) => state switch
    {
        RehearsalState.Running => "running",
        RehearsalState.Passed => "passed",
        RehearsalState.Failed => "failed",
    };
}

/// <param name="Outcome"><c>passed</c>, <c>warned</c> or <c>failed</c>.</param>
public sealed record RehearsalStepResponse(string Name, string Outcome, string Seen, string? ToDo)
{
    public static RehearsalStepResponse From(RehearsalStep step) => new(step.Name, Spell(step.Outcome), step.Seen, step.ToDo);

    private static string Spell(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Passed => "passed",
        StepOutcome.Warned => "warned",
        StepOutcome.Failed => "failed",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RehearsalResponse))]
internal sealed partial class RehearsalJson : JsonSerializerContext;
