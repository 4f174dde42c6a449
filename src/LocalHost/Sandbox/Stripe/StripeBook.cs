using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>All objects of the sandbox's Stripe, by id; each belongs to the platform or to one connected account. Everything is done under <see cref="Gate"/>.</summary>
public sealed class StripeBook(TimeProvider clock)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const string AccountMark = "sandbox_account";

    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<JsonObject> _order = [];

    public Lock Gate { get; } = new();

    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Puts an object there under a new id.</summary>
    public JsonObject Add(string prefix, string? account, JsonObject made)
    {
        var whole = new JsonObject { ["id"] = $"{prefix}_{RandomNumberGenerator.GetString(Alphabet, 24)}" };
        foreach (var (name, value) in made.ToList())
        {
            made.Remove(name);
            whole[name] = value;
        }

        whole[AccountMark] = account;
        _objects[Id(whole)] = whole;
        _order.Add(whole);
        return whole;
    }

    public static string Id(JsonObject one) => (string)one["id"]!;

    public static string? AccountOf(JsonObject one) => (string?)one[AccountMark];

    /// <summary>Nobody sees another account's.</summary>
    public JsonObject Get(string kind, string id, string? account) => Find(kind, id, account) ?? throw StripeRefusalException.NoSuch(kind, id);

    public JsonObject? Find(string kind, string? id, string? account) =>
        id is not null && _objects.TryGetValue(id, out var found) && (string?)found["object"] == kind && AccountOf(found) == account ? found : null;

    /// <summary>Whosever it is.</summary>
    public JsonObject? FindAnywhere(string kind, Func<JsonObject, bool> isWanted) => _order.LastOrDefault(one => (string?)one["object"] == kind && isWanted(one));

    /// <summary>The newest first, as Stripe lists them.</summary>
    public IEnumerable<JsonObject> List(string kind, string? account, Func<JsonObject, bool> isWanted) =>
        _order.AsEnumerable().Reverse().Where(one => (string?)one["object"] == kind && AccountOf(one) == account && isWanted(one));

    /// <summary>As it goes out: without what is the sandbox's own.</summary>
    public static JsonObject Show(JsonObject one)
    {
        var shown = (JsonObject)one.DeepClone();
        foreach (var name in shown.Select(member => member.Key).Where(name => name.StartsWith("sandbox_", StringComparison.Ordinal)).ToList()) shown.Remove(name);
        return shown;
    }
}
