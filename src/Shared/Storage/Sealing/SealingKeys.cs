using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Smartlinks.Storage.Sealing;

/// <summary>The keys of a deployment, by version; at least one. Its text never shows them.</summary>
public sealed partial class SealingKeys
{
    /// <summary>AES-256.</summary>
    public const int KeyBytes = 32;

    private readonly Dictionary<string, byte[]> _keys;

    private SealingKeys(Dictionary<string, byte[]> keys, string current) => (_keys, Current) = (keys, current);

    /// <summary>Version of the key that seals.</summary>
    public string Current { get; }

    /// <param name="problem">What is wrong with the text, without repeating any of it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SealingKeys? keys, [NotNullWhen(false)] out string? problem)
    {
        (keys, problem) = (null, null);
        var read = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string? current = null;
        foreach (var (part, number) in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select((part, index) => (part, index + 1)))
        {
            var (version, key) = part.IndexOf(':', StringComparison.Ordinal) is > 0 and var at ? (part[..at], part[(at + 1)..]) : ("", "");
            var bytes = new byte[KeyBytes + 1];
            if (!Version().IsMatch(version)) problem = $"key {number} has no version of 1 to 16 letters (a-z), digits and hyphens before its colon";
            else if (!Convert.TryFromBase64String(key, bytes, out var length) || length != KeyBytes) problem = $"key {number} is not {KeyBytes} bytes in base64";
            else if (!read.TryAdd(version, bytes[..KeyBytes])) problem = $"key {number} has the version of another one";
            if (problem is not null) return false;
            current ??= version;
        }

        if (current is null) problem = "it names no key";
        else keys = new SealingKeys(read, current);
        return keys is not null;
    }

    /// <summary>The one that seals first.</summary>
    internal IEnumerable<byte[]> All => _keys.OrderBy(key => key.Key != Current).Select(key => key.Value);

    internal byte[]? Find(string version) => _keys.GetValueOrDefault(version);

    [GeneratedRegex("^[a-z0-9-]{1,16}$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
