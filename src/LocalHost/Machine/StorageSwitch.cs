using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Azurite;
using Smartlinks.LocalHost.Sandbox;

namespace Smartlinks.LocalHost.Machine;

/// <summary><c>/faults/storage</c>: an outage of tables and queues, by stopping Azurite and letting it up again.</summary>
public sealed class StorageSwitch(AzuriteKeeper azurite) : IFaultSwitch
{
    public bool IsOn => azurite.IsHeldDown;

    public JsonObject Describe() => new() { ["down"] = azurite.IsHeldDown };

    public async Task<string?> SetAsync(JsonElement body, CancellationToken cancellationToken)
    {
        if (body.EnumerateObject().Any(entry => entry.Name != "down" || entry.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))) return """The switch is { "down": true }.""";
        if (body.TryGetProperty("down", out var down) && down.GetBoolean()) await azurite.HoldDownAsync(cancellationToken);
        else await azurite.ReleaseAsync(cancellationToken);
        return null;
    }
}
