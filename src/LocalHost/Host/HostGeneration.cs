using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// One life of a Functions host: a handler under supervision and a listener for each function. It ends when asked, or by
/// itself when the handler failed too often; the platform around it then starts another.
/// </summary>
internal sealed class HostGeneration : IAsyncDisposable
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    private readonly FunctionsHostOptions options;
    private readonly HostLog log;
    private readonly HttpMessageInvoker proxyClient = RequestProxy.CreateClient();
    // Event answers that redirect are followed unless forwarding is on, which is not imitated.
    private readonly HttpMessageInvoker eventClient = RequestProxy.CreateClient(followsRedirects: true);
    private readonly HandlerSupervisor handler;
    private readonly FunctionInvoker invoker;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, Func<string, CancellationToken, Task<InvocationResult>>> runsByHand = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Func<CancellationToken, Task>> listeners = [];
    private Task listening = Task.CompletedTask;

    public HostGeneration(HostConfiguration configuration, FunctionsHostOptions options, HostLog log)
    {
        Configuration = configuration;
        this.options = options;
        this.log = log;
        handler = new HandlerSupervisor(configuration, options.Settings, proxyClient, new LeftoverHandler(options.StateFolder), options.Clock, log);
        invoker = new FunctionInvoker(configuration, handler, eventClient, options.Clock, log);
        Proxy = new RequestProxy(handler, proxyClient, options.ActivityTimeout, configuration.FunctionTimeout, options.ResendsLostRequests, log);
        Payload = new PayloadRequest(invoker, options.Clock);
        Routes = new RouteTable(configuration.Functions);
        foreach (var function in configuration.Functions)
            AddListener(function);
    }

    public HostConfiguration Configuration { get; }

    public string InstanceId { get; } = InvocationId.New();

    public RequestProxy Proxy { get; }

    public PayloadRequest Payload { get; }

    public RouteTable Routes { get; }

    public bool IsReady => handler.IsReady;

    public int? HandlerProcessId => handler.ProcessId;

    public int HandlerPort => handler.Port;

    public Task<HostStop> Stopped => handler.Stopped;

    public void Start()
    {
        handler.Start();
        listening = Task.WhenAll(listeners.Select(RunListenerAsync));
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => handler.WaitUntilReadyAsync(cancellationToken);

    public Task<bool> KillHandlerAsync() => handler.KillAsync();

    public Task<bool> PingAsync(CancellationToken cancellationToken) => handler.PingAsync(cancellationToken);

    /// <summary>Starts a run with a given input and does not wait for it. False for HTTP functions: those are called at their route.</summary>
    public bool TryRunByHand(FunctionDefinition function, string input)
    {
        if (!runsByHand.TryGetValue(function.Name, out var run))
            return false;
        _ = run(input, stopping.Token);
        return true;
    }

    /// <summary>Stops the listeners, waits for what is running while the handler lives, then kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (!Stopped.IsCompleted)
            await WaitForRunningAsync();
        await handler.DisposeAsync();
        await listening;
        proxyClient.Dispose();
        eventClient.Dispose();
        stopping.Dispose();
    }

    private async Task WaitForRunningAsync()
    {
        try
        {
            await Task.WhenAny(listening, Stopped).WaitAsync(options.DrainTimeout < LongestDrain ? options.DrainTimeout : LongestDrain);
        }
        catch (TimeoutException)
        {
            log.Write(LogLevel.Warning, HostLogEntry.System, $"{invoker.Running} invocations were still running when the host stopped.");
        }
    }

    private void AddListener(FunctionDefinition function)
    {
        switch (function.Trigger)
        {
            case QueueTriggerDefinition queue:
                var open = options.QueueFactory ?? throw Missing(function, nameof(FunctionsHostOptions.QueueFactory));
                var queues = new QueueListener(function, Configuration.Queues, name => open(queue.Connection, name), invoker, options.Clock, log);
                Add(function, queues.RunAsync, queues.RunOnceAsync);
                break;
            case TimerTriggerDefinition:
                var file = new TimerStatusFile(Path.Combine(options.StateFolder, "timers", function.Name, "status"));
                var timer = new TimerListener(function, file, invoker, options.TimerClock, log);
                Add(function, timer.RunAsync, (_, token) => timer.RunOnceAsync(token));
                break;
            case EventHubTriggerDefinition events:
                var hub = options.EventHub ?? throw Missing(function, nameof(FunctionsHostOptions.EventHub));
                var reader = new EventHubListener(function, Configuration.EventHubs, hub.GetHub(events.EventHubName), hub.Faults, invoker, options.Clock, log);
                Add(function, reader.RunAsync, reader.RunOnceAsync);
                break;
        }
    }

    private void Add(FunctionDefinition function, Func<CancellationToken, Task> listen, Func<string, CancellationToken, Task<InvocationResult>> runOnce)
    {
        runsByHand[function.Name] = runOnce;
        if (!function.IsDisabled)
            listeners.Add(listen);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A listener that fails must be told and must not take the others down.")]
    private async Task RunListenerAsync(Func<CancellationToken, Task> listen)
    {
        try
        {
            await listen(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Critical, HostLogEntry.System, "A listener stopped.", e);
        }
    }

    private static HostConfigurationException Missing(FunctionDefinition function, string option) =>
        new($"The function '{function.Name}' needs {option}, which this host was not given.");
}
