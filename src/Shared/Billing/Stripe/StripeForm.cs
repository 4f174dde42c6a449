using System.Globalization;
using System.Text;

namespace Smartlinks.Billing.Stripe;

/// <summary>
/// The parameters of one request as Stripe takes them: <c>application/x-www-form-urlencoded</c>, what is nested named with brackets (<c>line_items[0][price]</c>). In the order they
/// were added, so that a repeated request has the same bytes. What is null is left out.
/// </summary>
public sealed class StripeForm
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    public StripeForm Add(string name, string? value)
    {
        if (value is not null) _fields.Add(new(name, value));
        return this;
    }

    public StripeForm Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public StripeForm Add(string name, bool? value) => Add(name, value is null ? null : value.Value ? "true" : "false");

    public StripeForm Add(string name, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Add($"{name}[{key}]", value);
        return this;
    }

    /// <summary>As it goes over the wire.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _fields) text.Append(text.Length > 0 ? "&" : "").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }
}
