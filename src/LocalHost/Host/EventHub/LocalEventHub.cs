using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Smartlinks.LocalHost.Host;

/// <summary>Options of the local Event Hubs namespace.</summary>
public sealed class LocalEventHubOptions
{
    /// <summary>Where the logs and checkpoints are kept.</summary>
    public required string Folder { get; init; }

    /// <summary>0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Partitions of a hub that is made now; a hub on disk keeps its own number. 1 to 32.</summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>Bytes a hub holds before what every consumer group has read is deleted.</summary>
    public long KeepBytes { get; init; } = 256L * 1024 * 1024;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>
/// An Event Hubs namespace on this machine: the HTTPS interface for sending (over http on loopback, SAS checked), logs on disk.
/// A hub exists from its first use on. Functions receive from it through the host, as receiving has no HTTPS interface in Azure either.
/// </summary>
public sealed partial class LocalEventHub : IAsyncDisposable
{
    /// <summary>An event or a batch may be this large as sent (standard tier).</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private const string KeyName = "RootManageSharedAccessKey";
    private const string Key = "bG9jYWwtaG9zdC1vbmx5LW5vdC1hLXNlY3JldA==";

    private readonly LocalEventHubOptions options;
    private readonly SharedAccessSignature signature;
    private readonly ConcurrentDictionary<string, Lazy<HubStore>> hubs = new(StringComparer.OrdinalIgnoreCase);
    private LoopbackServer? server;
    private int nextPartition;

    private LocalEventHub(LocalEventHubOptions options)
    {
        this.options = options;
        signature = new SharedAccessSignature(KeyName, Key, options.Clock);
    }

    public EventHubFaults Faults { get; } = new();

    public Uri Address => server!.Address;

    /// <summary>For senders; the key is the same on every machine and guards nothing.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://127.0.0.1:{Address.Port};SharedAccessKeyName={KeyName};SharedAccessKey={Key};UseDevelopmentEmulator=true";

    public static async Task<LocalEventHub> StartAsync(LocalEventHubOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PartitionCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.PartitionCount, 32);
        var hub = new LocalEventHub(options);
        hub.server = await LoopbackServer.StartAsync(options.Port, hub.HandleAsync, static limits => limits.MaxRequestBodySize = null, cancellationToken);
        return hub;
    }

    /// <summary>How many events each partition of a hub has ever taken.</summary>
    public IReadOnlyList<long> CountEvents(string hubName) => [.. GetHub(hubName).Partitions.Select(static partition => partition.NextSequenceNumber)];

    /// <summary>Where a consumer group stands, one entry per partition; null where it has no checkpoint.</summary>
    public IReadOnlyList<Checkpoint?> ReadCheckpoints(string hubName, string consumerGroup = "$Default")
    {
        var hub = GetHub(hubName);
        return [.. hub.Partitions.Select(partition => hub.ReadCheckpoint(consumerGroup, partition.Id))];
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await server.StopAsync(now.Token);
            await server.DisposeAsync();
        }
        foreach (var hub in hubs.Values)
            hub.Value.Dispose();
    }

    internal HubStore GetHub(string name)
    {
        if (!HubName().IsMatch(name))
            throw new ArgumentException($"'{name}' is not a valid event hub name.", nameof(name));
        return hubs.GetOrAdd(name, key => new Lazy<HubStore>(() =>
            new HubStore(Path.Combine(options.Folder, key.ToLowerInvariant()), key, options.PartitionCount, options.KeepBytes, options.Clock))).Value;
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (Faults.IsDown)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "The service is unavailable.");
            return;
        }
        if (!TryRoute(context.Request, out var hubName, out var partition))
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, "No such entity.");
            return;
        }
        if (!signature.Accepts(context.Request.Headers.Authorization, context.Request.Path.Value!))
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, "InvalidSignature: the token has an invalid signature, is expired or is for another resource.");
            return;
        }
        if (Faults.Throttles)
        {
            context.Response.Headers.RetryAfter = "1";
            await AnswerAsync(context, StatusCodes.Status429TooManyRequests, "50002: the request was terminated because the entity is being throttled.");
            return;
        }
        await StoreAsync(context, GetHub(hubName), partition);
    }

    private async Task StoreAsync(HttpContext context, HubStore hub, int? partition)
    {
        if (await ReadBodyAsync(context) is not { } body)
        {
            await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, $"The request is larger than {MaxBodyBytes} bytes.");
            return;
        }
        try
        {
            var isBatch = context.Request.ContentType?.StartsWith(SendRequest.BatchType, StringComparison.OrdinalIgnoreCase) == true;
            var events = isBatch ? SendRequest.ReadBatch(body) : SendRequest.ReadSingle(body, context.Request.Headers["BrokerProperties"]);
            if (partition is not null && events[0].PartitionKey is not null)
                throw new SendRefusedException("A send to a partition cannot carry a partition key.");
            if (partition >= hub.Partitions.Count)
                throw new SendRefusedException("No such partition.");
            hub.Partitions[partition ?? Choose(hub, events[0].PartitionKey)].Append(events);
        }
        catch (SendRefusedException e)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, e.Message);
            return;
        }

        if (Faults.AnswersToLose > 0)
        {
            Faults.AnswersToLose--;
            context.Abort();
            return;
        }
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentLength = 0;
    }

    private int Choose(HubStore hub, string? partitionKey) => partitionKey is null
        ? (int)((uint)Interlocked.Increment(ref nextPartition) % (uint)hub.Partitions.Count)
        : PartitionKeyHash.PartitionOf(partitionKey, hub.Partitions.Count);

    private static bool TryRoute(HttpRequest request, out string hub, out int? partition)
    {
        hub = "";
        partition = null;
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!HttpMethods.IsPost(request.Method) || parts.Length is not (2 or 4) || parts[^1] != "messages" || !HubName().IsMatch(parts[0]))
            return false;
        hub = parts[0];
        if (parts.Length == 2)
            return true;
        if (parts[1] == "partitions" && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            partition = number;
        return partition is not null;
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyBytes)
            return null;
        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            foreach (var part in read.Buffer)
                body.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (body.Length > MaxBodyBytes)
                return null;
            if (read.IsCompleted)
                return body.ToArray();
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml; charset=utf-8";
        await context.Response.WriteAsync($"<Error><Code>{status}</Code><Detail>{detail}</Detail></Error>", context.RequestAborted);
    }

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$")]
    private static partial Regex HubName();
}
