namespace Smartlinks.Storage;

/// <summary>A storage account as its options name it. <see cref="Key"/> is null when tokens are used.</summary>
internal sealed record StorageAccount(Uri? Tables, Uri? Queues, string Name, byte[]? Key)
{
    // Published by Microsoft for every emulator: not a secret.
    private const string DevelopmentName = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static StorageAccount From(StorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return options is { TableServiceUri: null, QueueServiceUri: null } || options.Credential is null
                ? throw new InvalidOperationException("Storage needs a ConnectionString, or TableServiceUri / QueueServiceUri and a Credential.")
                : new StorageAccount(options.TableServiceUri, options.QueueServiceUri, "", null);
        }

        var parts = new ConnectionStringParts(options.ConnectionString);
        return parts.IsTrue("UseDevelopmentStorage")
            ? new StorageAccount(
                parts.FindUri("TableEndpoint") ?? new Uri($"http://127.0.0.1:10002/{DevelopmentName}"),
                parts.FindUri("QueueEndpoint") ?? new Uri($"http://127.0.0.1:10001/{DevelopmentName}"),
                DevelopmentName, Convert.FromBase64String(DevelopmentKey))
            : FromNamedAccount(parts);
    }

    private static StorageAccount FromNamedAccount(ConnectionStringParts parts)
    {
        var name = parts.Get("AccountName");
        var host = $"{parts.Find("DefaultEndpointsProtocol") ?? "https"}://{name}";
        var suffix = parts.Find("EndpointSuffix") ?? "core.windows.net";
        return new StorageAccount(
            parts.FindUri("TableEndpoint") ?? new Uri($"{host}.table.{suffix}"),
            parts.FindUri("QueueEndpoint") ?? new Uri($"{host}.queue.{suffix}"),
            name, parts.GetKey("AccountKey"));
    }
}
