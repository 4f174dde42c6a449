using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.SignIn;

/// <summary><c>/faults/sign-in</c>: what the provider does wrong. Thread-safe: the whole set is changed at once.</summary>
public sealed class SignInFaults : IFaultSwitch
{
    /// <summary>Each with what it does to a token or to the provider.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["wrongNonce", "noNonce", "wrongAudience", "expired", "notYet", "wrongIssuer", "otherKey", "unsigned", "hmac", "noIdToken", "es256", "down", "otherDescription"];

    private volatile HashSet<string> _on = [];

    public bool IsOn => _on.Count > 0;

    public bool Has(string name) => _on.Contains(name);

    public void Set(params string[] names) => _on = [.. names];

    public JsonObject Describe() => new(Names.Select(name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(Has(name)))));

    public Task<string?> SetAsync(JsonElement body, CancellationToken cancellationToken)
    {
        var entries = body.EnumerateObject().ToList();
        if (entries.Any(entry => !Names.Contains(entry.Name) || entry.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)))
            return Task.FromResult<string?>($"The switches are {string.Join(", ", Names)}, each true or false.");
        _on = [.. entries.Where(entry => entry.Value.GetBoolean()).Select(entry => entry.Name)];
        return Task.FromResult<string?>(null);
    }
}
