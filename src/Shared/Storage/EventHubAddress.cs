using System.Text;

namespace Smartlinks.Storage;

/// <summary>An event hub as its options name it. <see cref="Key"/> is null when tokens are used.</summary>
internal sealed record EventHubAddress(Uri Namespace, string Name, string KeyName, byte[]? Key)
{
    public string Hub => $"{Namespace.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(Name)}";

    public static EventHubAddress From(EventHubOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return FromConnectionString(new ConnectionStringParts(options.ConnectionString), options.EventHubName);
        }

        return options is { FullyQualifiedNamespace: { Length: > 0 } host, EventHubName: { Length: > 0 } name, Credential: not null }
            ? new EventHubAddress(new Uri($"https://{host}"), name, "", null)
            : throw new InvalidOperationException("Event Hubs need a ConnectionString, or FullyQualifiedNamespace, EventHubName and a Credential.");
    }

    private static EventHubAddress FromConnectionString(ConnectionStringParts parts, string? name)
    {
        var endpoint = parts.FindUri("Endpoint") ?? throw new FormatException("The connection string has no Endpoint.");
        var root = parts.IsTrue("UseDevelopmentEmulator")
            ? new UriBuilder("http", endpoint.Host, endpoint.IsDefaultPort || endpoint.Port < 0 ? 80 : endpoint.Port).Uri
            : new UriBuilder("https", endpoint.Host, endpoint.Port > 0 ? endpoint.Port : 443).Uri;
        // The key is used as the text it is, not as the bytes its base64 stands for.
        return new EventHubAddress(root, name ?? parts.Get("EntityPath"), parts.Get("SharedAccessKeyName"), Encoding.UTF8.GetBytes(parts.Get("SharedAccessKey")));
    }
}
