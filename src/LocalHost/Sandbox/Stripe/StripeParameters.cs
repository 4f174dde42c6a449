using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>The parameters of one request, by their names with brackets.</summary>
public sealed partial class StripeParameters(IEnumerable<KeyValuePair<string, StringValues>> fields)
{
    private readonly Dictionary<string, string> _fields = fields.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);

    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>The same request has the same text, whatever the order.</summary>
    public string Fingerprint => string.Join('&', _fields.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    public string Demand(string name) => this[name] is { Length: > 0 } value ? value : throw StripeRefusalException.Missing(name);

    /// <summary>Null when it is not there.</summary>
    public long? Number(string name, long least = 0) => this[name] is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least ? value
        : throw StripeRefusalException.Invalid(name, $"Invalid integer: {text}");

    /// <summary>What is under one name with a key of the caller's own, such as <c>metadata[…]</c>.</summary>
    public JsonObject Map(string name) => new(_fields.Where(field => field.Key.StartsWith(name + "[", StringComparison.Ordinal)).Select(field => KeyValuePair.Create(field.Key[(name.Length + 1)..^1], (JsonNode?)field.Value)));

    public bool HasAny(string name) => _fields.Keys.Any(key => key.StartsWith(name + "[", StringComparison.Ordinal));

    /// <summary>Refuses what Stripe does not know, as it does: the first of them, by name.</summary>
    /// <param name="known">Names, with <c>[]</c> for any index and <c>[*]</c> for any key.</param>
    public void Demand(IReadOnlyCollection<string> known)
    {
        foreach (var name in _fields.Keys)
        {
            var plain = Index().Replace(name, "[]");
            if (!known.Contains(plain) && !known.Contains(LastKey().Replace(plain, "[*]"))) throw StripeRefusalException.Unknown(name);
        }
    }

    public void DemandOneOf(string name, params string[] values)
    {
        if (this[name] is { } value && !values.Contains(value)) throw StripeRefusalException.Invalid(name, $"Invalid {name}: must be one of {string.Join(", ", values)}");
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    [GeneratedRegex(@"\[[^\[\]]+\]$")]
    private static partial Regex LastKey();
}
