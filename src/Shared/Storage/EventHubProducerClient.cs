using Azure.Core;
using Azure.Core.Pipeline;

namespace Smartlinks.Storage;

/// <summary>Sends to one event hub over HTTPS with its own connections. One per process and hub; thread-safe.</summary>
public sealed class EventHubProducerClient : IEventHubProducerClient, IDisposable
{
    private const string Scope = "https://eventhubs.azure.net/.default";
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    private readonly StorageHttp _http;
    private readonly string _messages;
    private readonly SocketsHttpHandler? _handler;

    /// <param name="transport">Null: own connections. A test may give another; it stays the caller's.</param>
    public EventHubProducerClient(EventHubOptions options, TimeProvider clock, HttpPipelineTransport? transport = null)
    {
        var hub = EventHubAddress.From(options);
        if (transport is null)
        {
            _handler = StoragePipeline.CreateHandler(options.ConnectTimeout, hub.Namespace);
            transport = new HttpClientTransport(_handler);
        }

        HttpPipelinePolicy authentication = hub.Key is null
            ? new BearerTokenAuthenticationPolicy(options.Credential!, Scope)
            : new EventHubSasPolicy(hub, options.TokenLifetime, clock);
        var timings = new RetryTimings(options.NetworkTimeout, options.MaxRetries, options.RetryDelay, options.MaxRetryDelay);
        _http = new StorageHttp(StoragePipeline.Build(transport, authentication, timings), version: "");
        _messages = $"{hub.Hub}/messages?timeout=60&api-version=2014-01";
        EventHubName = hub.Name;
    }

    public string EventHubName { get; }

    public async Task SendAsync(IReadOnlyList<string> events, string partitionKey, CancellationToken cancellationToken = default)
    {
        var body = EventHubBatch.Write(events, partitionKey);
        using var message = _http.CreateMessage(RequestMethod.Post, _messages);
        message.Request.Headers.Add("Content-Type", BatchType);
        message.Request.Content = RequestContent.Create(body);
        var response = await _http.SendAsync(message, cancellationToken);
        if (response.Status != 201)
        {
            throw StorageRefusal.From(response, $"Send to event hub {EventHubName}");
        }
    }

    public void Dispose() => _handler?.Dispose();
}
