using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Smartlinks.LocalHost.Host;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.Web;

/// <summary>A published app on real storage and a real stream, driven at its own port as the Functions host drives it.</summary>
internal sealed class AppUnderTest(string folder, string connectionString, LocalEventHub hub, string dataFolder) : IAsyncDisposable
{
    private readonly string _journal = Directory.CreateTempSubdirectory("smartlinks-journal").FullName;
    private Process? _process;

    public int Port { get; private set; }

    /// <summary>Starts it and returns after its first answer to <paramref name="path"/>; the time from one to the other.</summary>
    public async Task<TimeSpan> StartAsync(string path)
    {
        Port = LoopbackPort.PickFree();
        var start = new ProcessStartInfo(Path.Combine(folder, "Smartlinks.Functions")) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["AzureWebJobsStorage"] = connectionString;
        start.Environment["EventHub"] = hub.ConnectionString;
        start.Environment["Clicks__JournalFolder"] = _journal;
        start.Environment["Clicks__DataFolder"] = dataFolder;
        var started = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
        _process.BeginOutputReadLine();
        await FirstAnswerAsync(Port, path);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Resident memory in bytes, by a field of the process's status: <c>VmRSS</c> all, <c>RssAnon</c> its own, <c>RssFile</c> mapped files.</summary>
    public long ResidentBytes(string field = "VmRSS")
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status").First(each => each.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process = null;
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        Directory.Delete(_journal, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks until there is an answer, every millisecond.</summary>
    public static async Task FirstAnswerAsync(int port, string path)
    {
        var deadline = Stopwatch.GetTimestamp();
        var question = System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {Wrk.Phone}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: links.example\r\n\r\n");
        var buffer = new byte[64];
        while (Stopwatch.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30))
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                await socket.SendAsync(question);
                if (await socket.ReceiveAsync(buffer) > 0) return;
            }
            catch (SocketException)
            {
                await Task.Delay(1);
            }
        }

        throw new TimeoutException("The app did not answer within 30 seconds.");
    }

    /// <summary>Writes <paramref name="count"/> live links of nine services, as resolving leaves them.</summary>
    public static async Task<IReadOnlyList<string>> FillAsync(AzuriteFixture azurite, int count)
    {
        foreach (var table in StorageNames.Tables) await azurite.Clients.GetTableClient(table).CreateIfNotExistsAsync();
        foreach (var queue in StorageNames.Queues) await azurite.Clients.GetQueueClient(queue).CreateIfNotExistsAsync();
        var links = azurite.Clients.GetTableClient(LinkRow.Table);
        var ids = new RandomIdSource(TimeProvider.System);
        var organization = OrganizationId.New(ids);
        var slugs = Enumerable.Range(0, count).Select(index => $"link-{index:D5}").ToList();
        await Parallel.ForEachAsync(slugs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (slug, cancellationToken) =>
            await links.UpsertEntityAsync(LinkRow.ToEntity(Make(ids, organization, slug)), TableUpdateMode.Replace, cancellationToken));
        return slugs;
    }

    private static Link Make(RandomIdSource ids, OrganizationId organization, string slug)
    {
        var now = TimeProvider.System.GetUtcNow();
        var link = new Link
        {
            Id = LinkId.New(ids),
            Organization = organization,
            Address = new LinkAddress(LinkAddress.OwnDomain, Slug.Parse(slug)),
            Source = new LinkSource(Isrc.Parse("QM24S2402528"), null, null),
            Title = $"A Song Called {slug}",
            Artists = ["An Artist of Some Renown", "A Second Artist"],
            CreatedAt = now,
            UpdatedAt = now,
        };
        Evidence[] evidence = [new("isrcEqual", "QM24S2402528"), new("titleEqual", link.Title), new("duration", "3:12")];
        foreach (var service in StreamingService.All)
        {
            var host = service == StreamingService.Bandcamp ? "artist.bandcamp.com" : service.Hosts[0];
            var path = service == StreamingService.YouTubeMusic ? $"watch?v={slug}" : $"track/{slug}";
            link = link.With(new Destination(service, DestinationUrl.Parse(service, $"https://{host}/{path}"), DestinationStatus.Confirmed, evidence));
        }

        return link;
    }
}
