using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Smartlinks.LocalHost.Host;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.Web;

/// <summary>
/// The fan's path of a published app, side by side with bare Kestrel: <c>web APP-FOLDER [rounds] [seconds]</c>. Requests a second of the warm page and the warm
/// redirect (counting on, sent to a real local hub), start to first answer, memory after 10,000 links, page size.
/// </summary>
internal static class WebBenchmark
{
    private const int Links = 10_000;
    private static readonly TextWriter s_out = Console.Out;

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Path.GetFullPath(args[0]);
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        var seconds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 6;
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        var hubFolder = Directory.CreateTempSubdirectory("smartlinks-hub").FullName;
        try
        {
            await using var hub = await LocalEventHub.StartAsync(new LocalEventHubOptions { Folder = hubFolder });
            var data = Path.Combine(LocalTools.RepositoryRoot, "node_modules", ".smartlinks");
            var slugs = await AppUnderTest.FillAsync(azurite, Links);
            await StartUpAsync(folder, azurite.ConnectionString, hub, data, slugs[0]);
            await MemoryAsync(folder, azurite.ConnectionString, hub, data, slugs);
            await using var app = new AppUnderTest(folder, azurite.ConnectionString, hub, data);
            await app.StartAsync("/" + slugs[0]);
            await CompareAsync("page", app.Port, "/" + slugs[0], rounds, seconds);
            await CompareAsync("redirect", app.Port, $"/{slugs[0]}/spotify", rounds, seconds);
            await s_out.WriteLineAsync($"hub events taken: {hub.CountEvents(StorageNames.ClickHub).Sum()} (packs of clicks)");
        }
        finally
        {
            await azurite.DisposeAsync();
            Directory.Delete(hubFolder, recursive: true);
        }

        return 0;
    }

    private static async Task StartUpAsync(string folder, string storage, LocalEventHub hub, string data, string slug)
    {
        var times = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            await using var app = new AppUnderTest(folder, storage, hub, data);
            times.Add((await app.StartAsync($"/{slug}/spotify")).TotalMilliseconds);
        }

        await s_out.WriteLineAsync($"start to first redirect: median {Median(times):F0} ms, best {times.Min():F0} ms, worst {times.Max():F0} ms of {times.Count}");
        times.Clear();
        for (var i = 0; i < 5; i++)
        {
            await using var app = new AppUnderTest(folder, storage, hub, data);
            times.Add((await app.StartAsync($"/{slug}")).TotalMilliseconds);
        }

        await s_out.WriteLineAsync($"start to first page: median {Median(times):F0} ms, best {times.Min():F0} ms of {times.Count}");
    }

    private static async Task MemoryAsync(string folder, string storage, LocalEventHub hub, string data, IReadOnlyList<string> slugs)
    {
        await using var app = new AppUnderTest(folder, storage, hub, data);
        await app.StartAsync("/" + slugs[0]);
        var atStart = app.ResidentBytes();
        using var http = Client(app.Port);
        long largest = 0;
        await Parallel.ForEachAsync(slugs, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (slug, cancellationToken) =>
        {
            var page = await http.GetByteArrayAsync(new Uri(slug, UriKind.Relative), cancellationToken);
            InterlockedMax(ref largest, page.Length);
        });
        await s_out.WriteLineAsync($"memory: {atStart / 1048576.0:F0} MiB after start, {app.ResidentBytes() / 1048576.0:F0} MiB after {slugs.Count} distinct links (its own {app.ResidentBytes("RssAnon") / 1048576.0:F0}, mapped files {app.ResidentBytes("RssFile") / 1048576.0:F0}); largest page {largest} bytes brotli with nine services");
    }

    private static async Task CompareAsync(string name, int port, string path, int rounds, int seconds)
    {
        using var http = Client(port);
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        var canned = new CannedAnswer((int)answer.StatusCode,
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value)), await answer.Content.ReadAsByteArrayAsync());
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(canned));
        var barePort = LoopbackPort.PickFree();
        using var bare = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["bare", barePort.ToString(CultureInfo.InvariantCulture), file]))!;
        try
        {
            await AppUnderTest.FirstAnswerAsync(barePort, path);
            await Wrk.RunAsync($"http://127.0.0.1:{barePort}{path}", 3);
            await Wrk.RunAsync($"http://127.0.0.1:{port}{path}", 3);
            var (bares, ours) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                bares.Add(await Wrk.RunAsync($"http://127.0.0.1:{barePort}{path}", seconds));
                ours.Add(await Wrk.RunAsync($"http://127.0.0.1:{port}{path}", seconds));
            }

            var ratios = ours.Zip(bares, (our, theirs) => our / theirs).ToList();
            await s_out.WriteLineAsync($"{name} ({canned.Body.Length} bytes body): bare {Median(bares):F0}/s, app {Median(ours):F0}/s, ratio median {Median(ratios):F2} (of {rounds} rounds: {string.Join(" ", ratios.Select(ratio => ratio.ToString("F2", CultureInfo.InvariantCulture)))})");
        }
        finally
        {
            bare.Kill();
            await bare.WaitForExitAsync();
            File.Delete(file);
        }
    }

    private static HttpClient Client(int port)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        http.DefaultRequestHeaders.Add("User-Agent", Wrk.Phone);
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, deflate, br");
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-Host", "links.example");
        return http;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Interlocked.Read(ref target); value > seen; seen = Interlocked.Read(ref target)) Interlocked.CompareExchange(ref target, value, seen);
    }
}
