namespace Smartlinks.Storage;

/// <summary>The <c>name=value;</c> pairs of a connection string; names ignore case. Its errors never repeat a value: values are secrets.</summary>
internal sealed class ConnectionStringParts
{
    private readonly Dictionary<string, string> _parts = new(StringComparer.OrdinalIgnoreCase);

    public ConnectionStringParts(string connectionString)
    {
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException("A connection string is name=value pairs separated by semicolons.");
            }

            _parts[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }
    }

    public string? Find(string name) => _parts.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public string Get(string name) => Find(name) ?? throw new FormatException($"The connection string has no {name}.");

    public bool IsTrue(string name) => string.Equals(Find(name), "true", StringComparison.OrdinalIgnoreCase);

    public Uri? FindUri(string name) => Find(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri
        : throw new FormatException($"The connection string's {name} is not an absolute URI.");

    public byte[] GetKey(string name)
    {
        try
        {
            return Convert.FromBase64String(Get(name));
        }
        catch (FormatException)
        {
            throw new FormatException($"The connection string's {name} is missing or not base64.");
        }
    }
}
