using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Host;
using Smartlinks.LocalHost.Sandbox;

namespace Smartlinks.LocalHost.Machine;

/// <summary><c>/faults/event-hub</c>: what the event stream does wrong, and how many events the app has still to go through.</summary>
public sealed class EventHubSwitch(LocalEventHub hub) : IFaultSwitch
{
    private const string Problem = """The switches are { "down": true, "throttle": true, "loseAnswers": 5, "deliverTwice": true }.""";

    private EventHubFaults Faults => hub.Faults;

    public bool IsOn => Faults.IsDown || Faults.Throttles || Faults.DeliversTwice || Faults.AnswersToLose > 0;

    public JsonObject Describe() => new()
    {
        ["down"] = Faults.IsDown,
        ["throttle"] = Faults.Throttles,
        ["loseAnswers"] = Faults.AnswersToLose,
        ["deliverTwice"] = Faults.DeliversTwice,
        ["waiting"] = hub.CountEvents(StorageNames.ClickHub).Zip(hub.ReadCheckpoints(StorageNames.ClickHub, StorageNames.CountingGroup), (count, checkpoint) => count - 1 - (checkpoint?.SequenceNumber ?? -1)).Sum(),
    };

    public Task<string?> SetAsync(JsonElement body, CancellationToken cancellationToken)
    {
        var (down, throttle, twice, lose) = (false, false, false, 0);
        foreach (var entry in body.EnumerateObject())
        {
            var isSwitch = entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False;
            if (entry.Name == "down" && isSwitch) down = entry.Value.GetBoolean();
            else if (entry.Name == "throttle" && isSwitch) throttle = entry.Value.GetBoolean();
            else if (entry.Name == "deliverTwice" && isSwitch) twice = entry.Value.GetBoolean();
            else if (entry.Name != "loseAnswers" || entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out lose) || lose < 0) return Task.FromResult<string?>(Problem);
        }

        (Faults.IsDown, Faults.Throttles, Faults.DeliversTwice, Faults.AnswersToLose) = (down, throttle, twice, lose);
        return Task.FromResult<string?>(null);
    }
}
