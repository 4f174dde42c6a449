using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Smartlinks.LocalHost.Host;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Host;

/// <summary>The host running an <see cref="AppFolder"/>, with everything a test looks at.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly ConcurrentQueue<HostLogEntry> log = new();

    private RunningHost(AppFolder app) => App = app;

    public AppFolder App { get; }

    public FunctionsHost Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IReadOnlyCollection<HostLogEntry> Log => log;

    public sealed class Setup
    {
        public TimeProvider Clock { get; set; } = TimeProvider.System;

        public TimeProvider TimerClock { get; set; } = TimeProvider.System;

        public LocalEventHub? EventHub { get; set; }

        public Func<string, string, IQueueClient>? QueueFactory { get; set; }

        public Dictionary<string, string> Settings { get; } = [];

        public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromSeconds(240);

        public bool RestartsAfterGivingUp { get; set; } = true;

        public bool WaitsUntilReady { get; set; } = true;
    }

    public static async Task<RunningHost> StartAsync(AppFolder app, Action<Setup>? prepare = null)
    {
        var setup = new Setup();
        prepare?.Invoke(setup);
        setup.Settings["HANDLER_RECORD_FILE"] = app.RecordFile;
        setup.Settings["HANDLER_SCRIPT_FILE"] = app.ScriptFile;
        var running = new RunningHost(app.Save());
        running.Host = new FunctionsHost(new FunctionsHostOptions
        {
            AppFolder = app.Path,
            StateFolder = Path.Combine(app.Root, "state"),
            Settings = setup.Settings,
            Clock = setup.Clock,
            TimerClock = setup.TimerClock,
            EventHub = setup.EventHub,
            QueueFactory = setup.QueueFactory,
            ActivityTimeout = setup.ActivityTimeout,
            RestartsAfterGivingUp = setup.RestartsAfterGivingUp,
            FirstRestartDelay = TimeSpan.FromMilliseconds(10),
            DrainTimeout = TimeSpan.FromSeconds(1),
            MasterKey = "master",
            HomePage = static () => "<p>home</p>",
            Log = running.log.Enqueue,
        });
        await running.Host.StartAsync();
        running.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = running.Host.Address };
        if (setup.WaitsUntilReady)
            await running.Host.WaitUntilReadyAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return running;
    }

    public async Task<JsonElement> GetJsonAsync(string target) => JsonDocument.Parse(await Client.GetStringAsync(target)).RootElement;

    /// <summary>Sends bytes as they are (Latin-1) and returns all that comes back until the connection closes.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Host.Address.Host, Host.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer);
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public Task<HostLogEntry> LoggedAsync(LogLevel level, string text) => Eventually.GetAsync(
        () => log.FirstOrDefault(entry => entry.Level == level && entry.Message.Contains(text, StringComparison.OrdinalIgnoreCase)), $"a log line at {level} with '{text}'");

    public async Task<IReadOnlyList<RecordedEvent>> RecordsAsync(int count) =>
        await Eventually.GetAsync(() => App.Records() is { } records && records.Count >= count ? records : null, $"{count} events at the handler", () => $"{App.Records()?.Count} are there. {string.Join('\n', log)}");

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Client?.Dispose();
    }

    /// <summary>Queues in memory, one for each name, kept for the test to look into.</summary>
    public static (Func<string, string, IQueueClient> Factory, ConcurrentDictionary<string, InMemoryQueueClient> Queues) InMemoryQueues(TimeProvider? clock = null)
    {
        var queues = new ConcurrentDictionary<string, InMemoryQueueClient>();
        return ((_, name) => queues.GetOrAdd(name, key => new InMemoryQueueClient(clock ?? TimeProvider.System, key, exists: false)), queues);
    }
}
