using System.Net;
using System.Text;
using System.Text.Json;
using Smartlinks.EndToEnd.Tests.Faults;
using Smartlinks.EndToEnd.Tests.Services;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.Storage;

namespace Smartlinks.EndToEnd.Tests.PreSaves;

/// <summary>A LocalHost for one night: its links, its queues and what its services have. TIDAL's pace, two requests in ten seconds, is not held to: it would make the night last for half an hour.</summary>
internal sealed class NightHost : IAsyncDisposable
{
    public static readonly string[] Services = ["spotify", "apple-music", "tidal", "deezer"];

    private readonly DirectoryInfo _folder;
    private readonly IQueueClient _due;
    private readonly ITableClient _preSaves;
    private readonly StorageClients _storage;

    private NightHost(LocalHostProcess host, DirectoryInfo folder)
    {
        (Host, _folder, Sandbox) = (host, folder, new SandboxControls(host.Http, host.Sandbox));
        _storage = new StorageClients(new StorageOptions { ConnectionString = ProcessTable.EnvironmentOf(host.HandlerProcessId!.Value)["AzureWebJobsStorage"] }, TimeProvider.System);
        (_due, _preSaves) = (_storage.GetQueueClient(SaveRequests.QueueName), _storage.GetTableClient(PreSaveRow.Table));
    }

    public LocalHostProcess Host { get; }

    public SandboxControls Sandbox { get; }

    public static async Task<NightHost> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smartlinks-night-");
        var catalogue = Path.Combine(folder.FullName, "own.csv");
        await File.WriteAllTextAsync(catalogue, ServicesHost.Catalogue(), new UTF8Encoding(false));
        var host = await LocalHostProcess.StartAsync(new LocalHostStart
        {
            Options = ["--catalogue", catalogue],
            Environment = new Dictionary<string, string>
            {
                ["Tidal__RequestsPerMinute"] = "600", ["Tidal__SavesPerMinute"] = "6000", ["Spotify__SavesPerMinute"] = "300", ["Deezer__SavesPerMinute"] = "300", ["Deezer__RequestsPer5Seconds"] = "15", ["AppleMusic__SavesPerMinute"] = "600",
            },
        });
        var night = new NightHost(host, folder);
        foreach (var source in new[] { "tidal", "tidal-saves" }) await night.Sandbox.StopRefusingAsync(source);
        return night;
    }

    public FanBrowser NewBrowser(string name) => new(Host.Http, Host.Http, Host.Sandbox, name);

    public async Task<JsonElement> CreateLinkAsync(int recording, object release)
    {
        var created = await Host.Api.CreateAsync(("isrc", ServicesHost.Isrc(recording)), ("release", release));
        return await Host.Api.WaitForAsync(created.Text("id"), now => Services.All(service => now.StatusAt(service) == "confirmed"), "its services are found");
    }

    public async Task<JsonElement> ProgressAsync(string link) => await Api.ReadAsync(await Host.Api.SendAsync(HttpMethod.Get, $"{Host.Api.LinksPath}/{link}/pre-saves"), HttpStatusCode.OK);

    /// <summary>State and reason of every pre-save of a link, as the artist's report lists them.</summary>
    public async Task<IReadOnlyList<string>> ReportAsync(string link)
    {
        var items = new List<string>();
        string? continuation = null;
        do
        {
            var path = $"{Host.Api.LinksPath}/{link}/pre-saves/report?pageSize=50{(continuation is null ? "" : $"&continuation={Uri.EscapeDataString(continuation)}")}";
            var page = await Api.ReadAsync(await Host.Api.SendAsync(HttpMethod.Get, path), HttpStatusCode.OK);
            items.AddRange(page.GetProperty("items").EnumerateArray().Select(item => $"{item.Text("service")} {item.Text("state")} {item.GetProperty("reason").GetString()}"));
            continuation = page.GetProperty("continuation").GetString();
        }
        while (continuation is not null);
        return items;
    }

    /// <summary>What every fan has at a service, by fan and item.</summary>
    public async Task<ILookup<string, string>> LibraryAsync(string service)
    {
        var lines = await Host.Http.GetStringAsync(new Uri(Host.Sandbox, $"library/{service}"));
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .SelectMany(fan => fan.GetProperty("items").EnumerateArray().Select(item => (Fan: fan.Text("fan"), Item: item.Text("id")))).ToLookup(each => each.Fan, each => each.Item);
    }

    /// <summary>Buckets with something left, of all links.</summary>
    public async Task<IReadOnlyList<Bucket>> ListOpenAsync()
    {
        var open = new List<Bucket>();
        string? continuation = null;
        do
        {
            var page = await _preSaves.QueryPageAsync($"RowKey eq {TableFilter.Quote(BucketRow.RowKey)}", continuation: continuation);
            open.AddRange(page.Items.Select(BucketRow.FromEntity).Where(bucket => bucket.Counts.Open > 0));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return open;
    }

    /// <summary>The queue keeps its messages back by real time; this is the next turn's by the story's, as often as told.</summary>
    public async Task DeliverAsync(Bucket bucket, string slug, int times)
    {
        var message = new SavesDue(OrganizationId.Parse(Host.Organization), new LinkAddress(LinkAddress.OwnDomain, Slug.Parse(slug)), bucket.Key, bucket.Turn, 1);
        for (var time = 0; time < times; time++) await _due.SendMessageAsync(message.Write());
    }

    /// <summary>A timer beside the host's own.</summary>
    public async Task FireAsync()
    {
        using var nothing = new StringContent("""{ "input": "" }""", Encoding.UTF8, "application/json");
        using var answer = await Host.Http.PostAsync(new Uri(Host.Url, "admin/functions/FireSaves"), nothing);
    }

    public async ValueTask DisposeAsync()
    {
        _storage.Dispose();
        await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
