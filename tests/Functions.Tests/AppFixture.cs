using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Smartlinks.Clicks;
using Smartlinks.Fans;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Releases;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions;

/// <summary>
/// The real app on a real port, over storage and a hub in memory and a clock that stands still. <see cref="ApiAsync"/> asks as the organization's
/// admin, <see cref="VisitAsync"/> as a fan whose request came through the host.
/// </summary>
public sealed class AppFixture : IAsyncDisposable
{
    public const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

    private readonly string _journal = Path.Combine(Path.GetTempPath(), $"smartlinks-doors-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
    private readonly Dictionary<int, long> _delivered = [];
    private readonly HttpClient _http;
    private readonly WebApplication _app;
    private static int s_count;

    private AppFixture(Dictionary<string, string?>? settings, Action<IServiceCollection>? replace)
    {
        Hub = new InMemoryEventHub(Time, partitions: 2);
        Tables = StorageNames.Tables.ToDictionary(name => name, name => new InMemoryTableClient(name));
        Queues = StorageNames.Queues.ToDictionary(name => name, name => new InMemoryQueueClient(Time, name));
        var all = Settings();
        all["Clicks:JournalFolder"] = _journal;
        foreach (var (name, value) in settings ?? []) all[name] = value;
        _app = SmartlinksApp.Build([], services => Replace(services, replace), new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.None, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 });
    }

    public ManualTime Time { get; } = new();

    public InMemoryEventHub Hub { get; }

    public IReadOnlyDictionary<string, InMemoryTableClient> Tables { get; }

    public IReadOnlyDictionary<string, InMemoryQueueClient> Queues { get; }

    public OrganizationId Organization { get; private set; }

    public string Key { get; private set; } = "";

    public string JournalFolder => _journal;

    public IServiceProvider Services => _app.Services;

    public LinkStore Store => Services.GetRequiredService<LinkStore>();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Calls of all tables and queues together since <see cref="ForgetCalls"/>.</summary>
    public int StorageCalls => Tables.Values.Sum(table => table.Faults.TotalCalls) + Queues.Values.Sum(queue => queue.Faults.TotalCalls);

    public string LinksPath => $"/api/organizations/{Organization}/links";

    /// <summary>What the app makes of the least it needs, changed so; null: without it.</summary>
    public static AppConfiguration ReadConfiguration(params (string Name, string? Value)[] changes)
    {
        var settings = Settings();
        foreach (var (name, value) in changes)
        {
            if (value is null) settings.Remove(name);
            else settings[name] = value;
        }

        return AppConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    /// <summary>The least an app needs to start.</summary>
    public static Dictionary<string, string?> Settings() => new()
    {
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "0",
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["EventHub"] = "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=bm90IGEgc2VjcmV0;UseDevelopmentEmulator=true",
        ["Deezer:Enabled"] = "true",
        ["App:CountryHeader"] = "X-Country",
        ["Logging:LogLevel:Default"] = "None",
    };

    public static async Task<AppFixture> StartAsync(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? replace = null)
    {
        var fixture = new AppFixture(settings, replace);
        await fixture._app.StartAsync();
        fixture.Address = new Uri(fixture._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        (var organization, fixture.Key) = await fixture.CreateOrganizationAsync("A label");
        fixture.Organization = organization;
        fixture.ForgetCalls();
        return fixture;
    }

    public async Task<(OrganizationId Organization, string Key)> CreateOrganizationAsync(string name)
    {
        var (organization, key) = await new OrganizationCreator(Tables[OrganizationRow.Table], new RandomIdSource(Time), Time).CreateAsync(name, default);
        return (organization.Id, key.Reveal());
    }

    public void ForgetCalls()
    {
        foreach (var table in Tables.Values) table.Faults.ForgetCalls();
        foreach (var queue in Queues.Values) queue.Faults.ForgetCalls();
    }

    /// <summary>All that is stored, as text: equal when nothing was changed.</summary>
    public IReadOnlyList<string> Rows(Func<TableEntity, bool>? isWanted = null) =>
    [
        .. Tables.SelectMany(table => table.Value.Rows.Where(row => isWanted?.Invoke(row) ?? true)
            .Select(row => $"{table.Key} {row.PartitionKey} {row.RowKey} {row.ETag} {string.Join(';', row.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}")),
        .. Queues.SelectMany(queue => queue.Value.Bodies.Select(body => $"{queue.Key} {Convert.ToHexString(body)}")),
    ];

    /// <summary>Makes storage answer nothing, or answer again.</summary>
    public void StopStorage(bool isDown = true)
    {
        foreach (var table in Tables.Values) table.Faults.IsDown = isDown;
        foreach (var queue in Queues.Values) queue.Faults.IsDown = isDown;
    }

    /// <param name="body">An object is written as JSON, a string sent as it is, null sends no body.</param>
    public Task<Answer> ApiAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var text = body as string ?? (body is null ? null : JsonSerializer.Serialize(body));
        var isKeyGiven = headers.Any(header => header.Name == "Authorization");
        return SendAsync(method, path, text is null ? null : new StringContent(text, Encoding.UTF8, "application/json"),
            [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "links.example"), .. isKeyGiven ? [] : new[] { ("Authorization", $"Bearer {Key}") }, .. headers]);
    }

    /// <summary>Makes a link and gives its JSON; <paramref name="more"/> are further fields of the request, as JSON members.</summary>
    public async Task<JsonElement> CreateLinkAsync(string slug, string more = "\"title\": \"A song\"", string destinations = """{ "spotify": "https://open.spotify.com/track/1", "deezer": "https://www.deezer.com/track/2" }""")
    {
        var answer = await ApiAsync(HttpMethod.Post, LinksPath, $$"""{ "slug": "{{slug}}", "destinations": {{destinations}}, {{more}} }""");
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json;
    }

    /// <summary>Puts down that Deezer offered two recordings, <c>1</c> and <c>2</c>, for a link: what a look-up leaves.</summary>
    public Task OfferAsync(string linkId)
    {
        var offered = Some.Track(Some.DeezerUrl()) with { Isrc = "QM24S2402528" };
        var record = new ReleaseRecord(new Dictionary<string, IReadOnlyList<Candidate>> { ["deezer"] = [offered with { Id = "1" }, offered with { Id = "2", Url = Some.DeezerUrl(2), Title = "Another" }] }, ReleaseRecord.Empty.CrossReferences);
        return Tables[ReleaseRow.Table].UpsertEntityAsync(ReleaseRow.ToEntity(Some.Link(id: LinkId.Parse(linkId), organization: Organization), ReleaseFacts.None, record, Time.GetUtcNow()));
    }

    /// <summary>Makes a link that leads to these, as resolving leaves it behind, and gives its id.</summary>
    public async Task<string> CreateResolvedAsync(string slug, LinkMode mode, params Destination[] destinations)
    {
        var id = (await CreateLinkAsync(slug)).GetProperty("id").GetString()!;
        var changed = await Services.GetRequiredService<LinkStore>().ChangeAsync(new LinkAddress(LinkAddress.OwnDomain, Slug.Parse(slug)), LinkId.Parse(id),
            link => link with { Mode = mode, Destinations = destinations, Resolving = false }, default);
        Assert.NotNull(changed);
        return id;
    }

    /// <summary>Makes links another organization's, which this process has not read yet.</summary>
    public async Task<OrganizationId> GiveAwayAsync(params string[] slugs)
    {
        var (another, _) = await CreateOrganizationAsync("Another label");
        foreach (var slug in slugs)
        {
            var address = new LinkAddress(LinkAddress.OwnDomain, Slug.Parse(slug));
            var link = (await Store.FindFollowingAsync(address, default))!;
            Assert.NotNull(await Store.ChangeAsync(address, link.Id, current => current with { Organization = another }, default));
        }

        return another;
    }

    /// <summary>Has the link come out in December, and so many fans in Berlin say yes at Spotify; gives their ids.</summary>
    public async Task<IReadOnlyList<FanId>> TakePreSavesAsync(string linkId, int fans)
    {
        var found = (await Store.FindAsync(Organization, LinkId.Parse(linkId), default))!;
        var link = (await Store.ChangeAsync(found.Address, found.Id, current => current with { Release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null) }, default))!;
        var ids = Enumerable.Range(0, fans).Select(_ => FanId.New(new RandomIdSource(Time))).ToList();
        foreach (var fan in ids)
            Assert.IsType<TakeResult.Taken>(await Services.GetRequiredService<PreSaveTaker>().TakeAsync(link, StreamingService.Spotify, fan, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), "DE", false, null, default));
        return ids;
    }

    public Task<Answer> VisitAsync(string path, params (string Name, string Value)[] headers) => VisitAsync(HttpMethod.Get, path, headers);

    /// <summary>A header given as empty is left out.</summary>
    public Task<Answer> VisitAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["X-Forwarded-Proto"] = "https",
            ["X-Forwarded-Host"] = "links.example",
            ["x-ms-invocation-id"] = "1",
            ["User-Agent"] = Phone,
            ["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8",
        };
        foreach (var (name, value) in headers) all[name] = value;
        return SendAsync(method, path, null, [.. all.Where(pair => pair.Value.Length > 0).Select(pair => (pair.Key, pair.Value))]);
    }

    /// <summary>Calls a function as the host does.</summary>
    public Task<Answer> InvokeAsync(string function, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, $"/{function}", new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address + path.TrimStart('/'), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) content!.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends bytes as they are and gives back what comes until the server is done.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Waits until every recorded click is on the hub, delivers the hub's events as the host does, and reads the report.</summary>
    public async Task<JsonElement> CountAsync(string linkId)
    {
        var journal = Services.GetRequiredService<ClickJournal>();
        await Until.TrueAsync(() => journal.UnsentBytes == 0, "the journal is sent");
        for (var partition = 0; partition < Hub.PartitionCount; partition++)
        {
            var events = Hub.Read(partition, _delivered.GetValueOrDefault(partition));
            if (events.Count == 0) continue;
            var answer = await InvokeAsync("AggregateClicks", HostCall.EventBatch(partition, [.. events.Select(each => (each.SequenceNumber, each.Body))]));
            Assert.True(answer.Status == 200, answer.Text);
            _delivered[partition] = events[^1].SequenceNumber + 1;
        }

        var report = await ApiAsync(HttpMethod.Get, $"{LinksPath}/{linkId}/report");
        Assert.True(report.Status == 200, report.Text);
        return report.Json;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
        if (Directory.Exists(_journal)) Directory.Delete(_journal, recursive: true);
    }

    private void Replace(IServiceCollection services, Action<IServiceCollection>? replace)
    {
        foreach (var (name, table) in Tables) services.AddKeyedSingleton<ITableClient>(name, table);
        foreach (var (name, queue) in Queues) services.AddKeyedSingleton<IQueueClient>(name, queue);
        services.AddSingleton<IEventHubProducerClient>(Hub).AddSingleton<TimeProvider>(Time);
        // The cache ages with the manual clock, so that a slow machine cannot turn a warm visit into a renewing one.
        services.AddSingleton(provider =>
        {
            var store = provider.GetRequiredService<LinkStore>();
            var cache = new LinkCache<ShownLink>(store.FindAsync, ShownLink.Of, Time);
            store.Changed += cache.Outdate;
            return cache;
        });
        replace?.Invoke(services);
    }
}
