using System.Collections;
using System.Text.RegularExpressions;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// The app's settings over the environment it inherits; names are compared without case, as Azure does.
/// Null means not set.
/// </summary>
public sealed partial class AppSettings
{
    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    public AppSettings(IReadOnlyDictionary<string, string>? settings)
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            values[(string)entry.Key] = (string?)entry.Value ?? "";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            values[name] = value;
    }

    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>Replaces every <c>%NAME%</c>. A name that is not set throws, as it does for triggers.</summary>
    public string Resolve(string text) => Placeholder().Replace(text, match => this[match.Groups[1].Value]
        ?? throw new FormatException($"'%{match.Groups[1].Value}%' does not resolve to a value: the setting '{match.Groups[1].Value}' is missing."));

    /// <summary>Replaces every <c>%NAME%</c>; a name that is not set becomes nothing, as it does in the handler's arguments.</summary>
    public string ResolveOrRemove(string text) => Placeholder().Replace(text, match => this[match.Groups[1].Value] ?? "");

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
