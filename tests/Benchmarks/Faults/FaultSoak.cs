using System.Diagnostics;
using System.Globalization;
using Azure;
using Smartlinks.Benchmarks.Clicks;
using Smartlinks.Clicks;
using Smartlinks.LocalHost.Host;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.Faults;

/// <summary>
/// A million clicks (<c>faults [clicks]</c>) through the real parts: packs sent over HTTP to the local hub, its listener, the built app as a process of its own
/// and Azurite; every batch delivered twice, answers of sends lost, the app killed every second. Fails unless every count equals the naive one.
/// </summary>
internal static class FaultSoak
{
    private const int Links = 200;
    private const int PackClicks = 100;
    private const int PacksPerProducer = 500;
    private const int PacksPerSend = 10;

    public static async Task<int> RunAsync(string[] args)
    {
        var clicks = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        var folder = Directory.CreateTempSubdirectory("smartlinks-soak-");
        try
        {
            return await RunAsync(azurite, folder.FullName, clicks);
        }
        finally
        {
            await azurite.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(AzuriteFixture azurite, string folder, int clicks)
    {
        var storage = new StorageClients(new StorageOptions { ConnectionString = azurite.ConnectionString }, TimeProvider.System);
        foreach (var table in StorageNames.Tables) await storage.GetTableClient(table).CreateIfNotExistsAsync();
        foreach (var queue in StorageNames.Queues) await storage.GetQueueClient(queue).CreateIfNotExistsAsync();
        await using var hub = await LocalEventHub.StartAsync(new LocalEventHubOptions { Folder = Path.Combine(folder, "hub") });
        await using var host = new FunctionsHost(new FunctionsHostOptions
        {
            AppFolder = BuiltApp(),
            StateFolder = Path.Combine(folder, "host"),
            Settings = new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["EventHub"] = hub.ConnectionString,
                ["Clicks__JournalFolder"] = Path.Combine(folder, "journal"),
            },
            QueueFactory = (_, queue) => storage.GetQueueClient(queue),
            EventHub = hub,
            // The platform's pauses are for broken apps; this one is only killed.
            FirstRestartDelay = TimeSpan.FromMilliseconds(100),
            LongestRestartDelay = TimeSpan.FromMilliseconds(100),
        });
        await host.StartAsync();
        hub.Faults.DeliversTwice = true;

        var source = new ClickSource(Links, seed: 5, DateTimeOffset.Parse("2026-11-20T00:00:00Z", CultureInfo.InvariantCulture));
        var start = Stopwatch.GetTimestamp();
        using var stopping = new CancellationTokenSource();
        var killing = KillAsync(host, stopping.Token);
        var repeated = await SendAsync(hub, source, clicks);
        while (Waiting(hub) > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(20)) await Task.Delay(200);
        await stopping.CancelAsync();
        var kills = await killing;
        var took = Stopwatch.GetElapsedTime(start);
        var difference = await AggregatorBenchmark.DifferenceAsync(source, storage.GetTableClient(StorageNames.ClickRollups), Links);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{clicks:N0} clicks, {hub.CountEvents(StorageNames.ClickHub).Sum():N0} hub events, every batch delivered twice, {repeated} sends repeated, {kills} kills, {took.TotalSeconds:N0} s: difference {difference}"));
        return difference == 0 ? 0 : 1;
    }

    /// <summary>Sends as the app's own sender does: a batch whose answer is lost is sent again. Returns how many were.</summary>
    private static async Task<int> SendAsync(LocalEventHub hub, ClickSource source, int clicks)
    {
        using var client = new EventHubProducerClient(new EventHubOptions { ConnectionString = hub.ConnectionString, EventHubName = StorageNames.ClickHub, MaxRetries = 0 }, TimeProvider.System);
        var repeated = 0;
        for (var (sent, sends) = (0, 0); sent < clicks; sends++)
        {
            var packNumber = sent / PackClicks;
            var producer = $"soak{packNumber / PacksPerProducer}";
            var packs = Enumerable.Range(packNumber, PacksPerSend).Select(number => source.NextPack(producer, ((long)(number % PacksPerProducer) * PackClicks) + 1, PackClicks)).ToList();
            sent += PacksPerSend * PackClicks;
            if (sends % 5 == 0) hub.Faults.AnswersToLose = 1;
            while (!await TrySendAsync(client, packs, producer)) repeated++;
        }

        return repeated;
    }

    private static async Task<bool> TrySendAsync(EventHubProducerClient client, IReadOnlyList<string> packs, string producer)
    {
        try
        {
            await client.SendAsync(packs, producer);
            return true;
        }
        catch (RequestFailedException)
        {
            return false;
        }
    }

    private static async Task<int> KillAsync(FunctionsHost host, CancellationToken cancellationToken)
    {
        var kills = 0;
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                if (await host.KillHandlerAsync()) kills++;
            }
        }
        catch (OperationCanceledException)
        {
            return kills;
        }
    }

    private static long Waiting(LocalEventHub hub) =>
        hub.CountEvents(StorageNames.ClickHub).Zip(hub.ReadCheckpoints(StorageNames.ClickHub, StorageNames.CountingGroup), (count, checkpoint) => count - 1 - (checkpoint?.SequenceNumber ?? -1)).Sum();

    private static string BuiltApp()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(LocalTools.RepositoryRoot, "src", "Functions", "bin", own.Parent!.Name, own.Name);
    }
}
