using System.Globalization;
using Microsoft.Extensions.Configuration;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.LocalHost.Host;
using Smartlinks.LocalHost.Machine;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>A release night's machine: Azurite, the sandbox with a clock that can be moved, and instances of the built app as processes of their own, all on one storage account.</summary>
/// <param name="log">A file for what the apps say; null: nowhere.</param>
internal sealed class NightMachine(string? log = null) : IAsyncDisposable
{
    private readonly AzuriteFixture _azurite = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-night-");
    private readonly List<IAsyncDisposable> _started = [];
    private readonly List<FunctionsHost> _hosts = [];
    private readonly TextWriter? _log = log is null ? null : TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
    private LocalFolder _local = null!;
    private StoryClockFile _clockFile = null!;

    public StoryClock Clock { get; } = new();

    public SandboxServer Sandbox { get; private set; } = null!;

    public StorageClients Storage { get; private set; } = null!;

    public IReadOnlyList<FunctionsHost> Hosts => _hosts;

    public LinkStore Links { get; private set; } = null!;

    public Buckets Buckets { get; private set; } = null!;

    public Slots Slots { get; private set; } = null!;

    public FanIndex Index { get; private set; } = null!;

    public FanGrants Grants { get; private set; } = null!;

    public MomentFollower Follower { get; private set; } = null!;

    public IIdSource Ids { get; private set; } = null!;

    /// <summary>How many messages were delivered once more.</summary>
    public int Duplicates => _duplicates.Sum(queue => queue.Count);

    private readonly List<DoublingQueue> _duplicates = [];

    /// <summary>Starts all but the app.</summary>
    public async Task StartAsync()
    {
        await _azurite.InitializeAsync();
        Storage = _azurite.Clients;
        foreach (var table in StorageNames.Tables) await Storage.GetTableClient(table).CreateIfNotExistsAsync();
        foreach (var queue in StorageNames.Queues) await Storage.GetQueueClient(queue).CreateIfNotExistsAsync();
        _local = LocalFolder.Open(_folder.FullName);
        _local.Prepare(fresh: true);
        _clockFile = new StoryClockFile(_local.ClockFile, Clock);
        var options = new SandboxOptions { Port = 0, Clock = Clock };
        Sandbox = new SandboxServer(options);
        await Sandbox.StartAsync(CancellationToken.None);
        Settings = LocalHost.Machine.AppSettings.Make(new ConfigurationBuilder().Build(), new LocalHostOptions(), _local, "", _azurite.ConnectionString, "", Sandbox.BaseAddress, options);
        Ids = new RandomIdSource(Clock);
        Links = new LinkStore(Storage.GetTableClient(LinkRow.Table), Storage.GetTableClient(OrganizationLinkRow.Table));
        Buckets = new Buckets(Storage.GetTableClient(PreSaveRow.Table));
        Slots = new Slots(Storage.GetTableClient(SlotRow.Table));
        Index = new FanIndex(Storage.GetTableClient(FanIndex.Table));
        Follower = new MomentFollower(Links, Slots, new SaveMoments(Storage.GetTableClient(SaveMoments.Table)), Clock);
        Grants = new FanGrants(Storage.GetTableClient(GrantRow.Table), new Sealer(SealingKeys.TryParse(Settings["Sealing__Keys"], out var keys, out var problem) ? keys : throw new InvalidOperationException(problem)));
    }

    public IReadOnlyDictionary<string, string> Settings { get; private set; } = null!;

    /// <param name="paces">Settings of the app besides those every LocalHost has.</param>
    /// <param name="doubling">The share of queue messages that are delivered once more.</param>
    public async Task AddInstanceAsync(IReadOnlyDictionary<string, string> paces, double doubling)
    {
        var name = $"instance{_hosts.Count}";
        var hub = await LocalEventHub.StartAsync(new LocalEventHubOptions { Folder = Path.Combine(_local.EventHub, name) });
        _started.Add(hub);
        var settings = new Dictionary<string, string>(Settings) { ["EventHub"] = hub.ConnectionString, ["Clicks__JournalFolder"] = Path.Combine(_local.Journal, name) };
        settings.Remove("Clicks__DataFolder");
        // Walks that a table in Azure reads by ranges; Azurite reads all rows for each page, and stands still meanwhile.
        foreach (var walk in new[] { "ResealGrants", "FindNudges" }) settings[$"AzureWebJobs.{walk}.Disabled"] = "true";
        foreach (var (key, value) in paces) settings[key] = value;
        var host = new FunctionsHost(new FunctionsHostOptions
        {
            AppFolder = BuiltApp(),
            StateFolder = Path.Combine(_local.Host, name),
            Settings = settings,
            QueueFactory = (_, queue) =>
            {
                var doubled = new DoublingQueue(Storage.GetQueueClient(queue), doubling);
                _duplicates.Add(doubled);
                return doubled;
            },
            EventHub = hub,
            TimerClock = Clock,
            Log = Tell,
            // The platform's pauses are for broken apps; this one is only killed.
            FirstRestartDelay = TimeSpan.FromMilliseconds(100),
            LongestRestartDelay = TimeSpan.FromMilliseconds(100),
        });
        await host.StartAsync();
        _started.Add(host);
        _hosts.Add(host);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await host.WaitUntilReadyAsync(patience.Token);
    }

    /// <summary>The most that the apps running now ever had in memory, in MiB; processes that were killed are not in it.</summary>
    public double PeakMebibytes() => _hosts.Select(host => ReadStatus(host, "VmHWM")).DefaultIfEmpty().Max();

    public double ResidentMebibytes() => _hosts.Select(host => ReadStatus(host, "VmRSS")).DefaultIfEmpty().Max();

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_started)) await part.DisposeAsync();
        if (Sandbox is not null) await Sandbox.DisposeAsync();
        _clockFile?.Dispose();
        _log?.Dispose();
        _local?.Dispose();
        await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>What the apps and their host have to say that is not routine.</summary>
    private void Tell(HostLogEntry entry)
    {
        if (entry.Level >= LogLevel.Warning || entry.Category == HostLogEntry.Console) _log?.WriteLine($"{Clock.GetUtcNow():MM-dd HH:mm:ss} {entry.Level} {entry.Message}");
    }

    private static double ReadStatus(FunctionsHost host, string field)
    {
        try
        {
            var line = host.HandlerProcessId is { } id ? File.ReadLines($"/proc/{id}/status").FirstOrDefault(each => each.StartsWith(field + ":", StringComparison.Ordinal)) : null;
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (IOException)
        {
            // It was killed just now.
            return 0;
        }
    }

    private static string BuiltApp()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(LocalTools.RepositoryRoot, "src", "Functions", "bin", own.Parent!.Name, own.Name);
    }
}
