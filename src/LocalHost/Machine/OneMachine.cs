using System.Text.Json;
using Smartlinks.LocalHost.Azurite;
using Smartlinks.LocalHost.Host;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.Storage;

namespace Smartlinks.LocalHost.Machine;

/// <summary>Everything Smartlinks needs, on one machine: Azurite, the event hub, the sandbox, the Functions host and the app. Stops all it started.</summary>
public sealed class OneMachine : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _started = new();
    private readonly LocalHostOptions _options;
    private readonly TextWriter _screen;
    private readonly HostLogFile _log;

    private OneMachine(LocalHostOptions options, LocalFolder folder, TextWriter screen)
    {
        (_options, Folder, _screen) = (options, folder, screen);
        _log = new HostLogFile(folder.Log, options.Verbose ? screen : null);
    }

    public LocalFolder Folder { get; }

    public FunctionsHost Host { get; private set; } = null!;

    public SandboxServer Sandbox { get; private set; } = null!;

    /// <summary>Starts everything in order; what was started before a failure is stopped again.</summary>
    public static async Task<OneMachine> StartAsync(LocalHostOptions options, string repository, IConfiguration environment, TextWriter screen, CancellationToken cancellationToken)
    {
        // In this order: a LocalHost that runs already has the ports as well, and nothing is forgotten for a start that cannot be.
        var folder = LocalFolder.Open(options.Data ?? Path.Combine(repository, ".local"));
        try
        {
            Ports.DemandFree(options.Port, "--port", "the app");
            Ports.DemandFree(options.SandboxPort, "--sandbox-port", "the sandbox");
            folder.Prepare(options.Fresh);
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        var machine = new OneMachine(options, folder, screen);
        machine._started.Push(() =>
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        });
        machine._started.Push(machine._log.DisposeAsync);
        try
        {
            await machine.StartPartsAsync(repository, environment, cancellationToken);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var stop)) await stop();
    }

    private async Task StartPartsAsync(string repository, IConfiguration environment, CancellationToken cancellationToken)
    {
        var tools = new NpmTools(repository, _screen, environment["PATH"] ?? "", TimeProvider.System);
        var modules = await tools.EnsureInstalledAsync(cancellationToken);
        var data = await new DataFiles(repository, modules).EnsureMadeAsync(await tools.FindNodeAsync(cancellationToken), _screen, cancellationToken);

        var leftover = new LeftoverAzurite(Folder.AzuriteProcess);
        await leftover.WaitForEndAsync(cancellationToken);
        var azurite = await AzuriteProcess.StartAsync(tools, new AzuriteOptions { Location = Folder.Azurite }, TimeProvider.System, cancellationToken);
        _started.Push(azurite.DisposeAsync);
        if (azurite.ProcessId is { } id) leftover.Remember(id);
        var keeper = new AzuriteKeeper(azurite, TellLoudly, leftover.Remember, TimeProvider.System);
        keeper.Start();
        _started.Push(keeper.DisposeAsync);
        var storage = new StorageClients(new StorageOptions { ConnectionString = azurite.ConnectionString }, TimeProvider.System);
        await MakeTablesAsync(storage, cancellationToken);

        var hub = await LocalEventHub.StartAsync(new LocalEventHubOptions { Folder = Folder.EventHub }, cancellationToken);
        _started.Push(hub.DisposeAsync);
        var clock = new StoryClock();
        var clockFile = new StoryClockFile(Folder.ClockFile, clock);
        var sandboxOptions = new SandboxOptions
        {
            Port = _options.SandboxPort,
            CatalogueFiles = _options.Catalogues,
            Clock = clock,
            Switches = new Dictionary<string, IFaultSwitch> { ["event-hub"] = new EventHubSwitch(hub), ["storage"] = new StorageSwitch(keeper) },
        };
        Sandbox = new SandboxServer(sandboxOptions);
        await Sandbox.StartAsync(cancellationToken);
        _started.Push(async () =>
        {
            await Sandbox.DisposeAsync();
            clockFile.Dispose();
        });

        var settings = AppSettings.Make(environment, _options, Folder, data, azurite.ConnectionString, hub.ConnectionString, Sandbox.BaseAddress, sandboxOptions);
        var home = new HomePage();
        var gaveUp = new TaskCompletionSource<HostStop>(TaskCreationOptions.RunContinuationsAsynchronously);
        Host = new FunctionsHost(new FunctionsHostOptions
        {
            AppFolder = _options.App ?? BuiltApp(repository),
            StateFolder = Folder.Host,
            Settings = settings,
            Port = _options.Port,
            QueueFactory = (_, queue) => storage.GetQueueClient(queue),
            EventHub = hub,
            TimerClock = clock,
            Log = _log.Write,
            HomePage = home.Write,
            GaveUp = stop => gaveUp.TrySetResult(stop),
        });
        await Host.StartAsync(cancellationToken);
        _started.Push(Host.DisposeAsync);
        Sandbox.StripeWebhooks.Target = new Uri(Host.Address, "webhooks/stripe");
        await WaitForAppAsync(gaveUp.Task, cancellationToken);

        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Host.Address };
        var demo = new DemoOrganization(Folder, storage.GetTableClient(Organizations.OrganizationRow.Table), http, TimeProvider.System);
        var (organization, key) = await demo.OpenAsync(cancellationToken);
        var operatorKey = _options.Credits ? settings.GetValueOrDefault("Credits__OperatorKey") ?? environment["Credits:OperatorKey"] : null;
        if (operatorKey is not null) await demo.EndowAsync(organization, operatorKey, cancellationToken);
        if (settings.TryGetValue("SignIn__Issuer", out var issuer))
            await DemoOrganization.PutOwnerAsync(storage.GetTableClient(Organizations.OrganizationRow.Table), storage.GetTableClient(Organizations.Members.PersonDirectory.Table), organization, issuer, TimeProvider.System, cancellationToken);
        var links = await demo.SeedAsync(organization, key, cancellationToken);
        home.Links = links;
        WriteDemoFile(organization, key, operatorKey);
        Screen.Show(_screen, Host.Address, Sandbox.BaseAddress, organization, key, links, Folder.Log);
    }

    /// <summary>An app that cannot start is said so with its own words, instead of waiting for it: the platform would start it over and over.</summary>
    private async Task WaitForAppAsync(Task<HostStop> gaveUp, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var ready = Host.WaitUntilReadyAsync(patience.Token);
        try
        {
            if (await Task.WhenAny(ready, gaveUp) == gaveUp) throw new LocalHostException($"The app does not start. {(await gaveUp).Message} Its last words: {_log.LastWords} (the whole log: {Folder.Log})");
            await ready;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LocalHostException($"The app did not start within a minute. Its last words: {_log.LastWords} (the whole log: {Folder.Log})");
        }
    }

    private void TellLoudly(string line)
    {
        _log.Write(new HostLogEntry(LogLevel.Error, HostLogEntry.System, line));
        // With --verbose the log is on the screen already.
        if (!_options.Verbose) _screen.WriteLine(line);
    }

    private static async Task MakeTablesAsync(StorageClients storage, CancellationToken cancellationToken)
    {
        foreach (var table in StorageNames.Tables) await storage.GetTableClient(table).CreateIfNotExistsAsync(cancellationToken);
        foreach (var queue in StorageNames.Queues) await storage.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken);
    }

    private static string BuiltApp(string repository)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var folder = Path.Combine(repository, "src", "Functions", "bin", own.Parent!.Name, own.Name);
        return File.Exists(Path.Combine(folder, "host.json")) ? folder : throw new LocalHostException($"The app is not built in {folder}; run 'dotnet build' first.");
    }

    private void WriteDemoFile(string organization, string key, string? operatorKey)
    {
        var facts = new Dictionary<string, object>
        {
            ["url"] = Host.Address.GetLeftPart(UriPartial.Authority),
            ["organization"] = organization,
            ["apiKey"] = key,
            ["app"] = new Uri(Host.Address, "app/").AbsoluteUri,
            ["sandbox"] = Sandbox.BaseAddress.GetLeftPart(UriPartial.Authority),
            ["processId"] = Environment.ProcessId,
        };
        if (operatorKey is not null) facts["operatorKey"] = operatorKey;
        PrivateFile.Write(Folder.DemoFile, JsonSerializer.SerializeToUtf8Bytes(facts));
    }
}
