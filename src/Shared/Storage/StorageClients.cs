using Azure.Core.Pipeline;

namespace Smartlinks.Storage;

/// <summary>Makes table and queue clients of one storage account over one connection pool. One per process; clients are cheap and thread-safe.</summary>
public sealed class StorageClients : IDisposable
{
    private const string Scope = "https://storage.azure.com/.default";
    private const string TableVersion = "2019-02-02";
    private const string QueueVersion = "2021-12-02";

    private readonly StorageHttp? _tables;
    private readonly StorageHttp? _queues;
    private readonly string _tableRoot = "";
    private readonly string _queueRoot = "";
    private readonly SocketsHttpHandler? _handler;

    /// <param name="transport">Null: own connections. A test may give another; it stays the caller's.</param>
    public StorageClients(StorageOptions options, TimeProvider clock, HttpPipelineTransport? transport = null)
    {
        var account = StorageAccount.From(options);
        if (transport is null)
        {
            _handler = StoragePipeline.CreateHandler(options.ConnectTimeout, (account.Tables ?? account.Queues)!);
            transport = new HttpClientTransport(_handler);
        }

        var timings = new RetryTimings(options.NetworkTimeout, options.MaxRetries, options.RetryDelay, options.MaxRetryDelay);
        StorageHttp Http(bool isQueue) => new(StoragePipeline.Build(transport, Authentication(isQueue), timings), isQueue ? QueueVersion : TableVersion);
        HttpPipelinePolicy Authentication(bool isQueue) => account.Key is { } key
            ? new SharedKeyLitePolicy(account.Name, key, isQueue, clock)
            : new BearerTokenAuthenticationPolicy(options.Credential!, Scope);

        if (account.Tables is { } tables)
        {
            (_tables, _tableRoot) = (Http(isQueue: false), tables.AbsoluteUri.TrimEnd('/'));
        }

        if (account.Queues is { } queues)
        {
            (_queues, _queueRoot) = (Http(isQueue: true), queues.AbsoluteUri.TrimEnd('/'));
        }
    }

    public ITableClient GetTableClient(string name) =>
        new TableClient(_tables ?? throw new InvalidOperationException("Storage options name no table endpoint."), _tableRoot, name);

    public IQueueClient GetQueueClient(string name) =>
        new QueueClient(_queues ?? throw new InvalidOperationException("Storage options name no queue endpoint."), _queueRoot, name);

    public void Dispose() => _handler?.Dispose();
}
