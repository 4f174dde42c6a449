using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Smartlinks.EndToEnd.Tests.Faults;
using Smartlinks.EndToEnd.Tests.PreSaves;
using Smartlinks.EndToEnd.Tests.Services;
using Smartlinks.Support;

namespace Smartlinks.EndToEnd.Tests.Published;

/// <summary>
/// The whole story on the published folder, in an environment as the Functions host's own image has it: other addresses to listen on, another content root, no home, a folder that is only read. A collector
/// gets its telemetry, and nothing of anybody in it.
/// </summary>
[Collection(nameof(FaultTests))]
public sealed class PublishedAppTests(PublishedApp published) : IClassFixture<PublishedApp>, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-package-");
    private OtlpReceiver _collector = null!;
    private LocalHostProcess _host = null!;
    private SandboxControls _sandbox = null!;
    private IReadOnlyList<string> _before = [];

    public async Task InitializeAsync()
    {
        _before = FolderListing.Of(published.Folder);
        _collector = await OtlpReceiver.StartAsync();
        var catalogue = Path.Combine(_folder.FullName, "own.csv");
        await File.WriteAllTextAsync(catalogue, ServicesHost.Catalogue(), new UTF8Encoding(false));
        var temporary = _folder.CreateSubdirectory("tmp").FullName;
        _host = await LocalHostProcess.StartAsync(new LocalHostStart
        {
            Options = ["--app", published.Folder, "--catalogue", catalogue],
            Without = ["HOME", "USER", "LOGNAME", "XDG_CACHE_HOME", "DOTNET_CLI_HOME"],
            Environment = new Dictionary<string, string>(_collector.Environment)
            {
                // As the public images of the Functions host have them.
                ["ASPNETCORE_URLS"] = "http://+:80",
                ["ASPNETCORE_CONTENTROOT"] = "/azure-functions-host",
                ["HOSTNAME"] = "0.0.0.0",
                ["TMPDIR"] = temporary,
                ["App__AddressHeaders__0"] = RunningLocalHost.AddressHeader,
            },
        });
        _sandbox = new SandboxControls(_host.Http, _host.Sandbox);
    }

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_collector is not null) await _collector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_story_passes_and_nothing_is_written_into_the_package()
    {
        Assert.False(ProcessTable.EnvironmentOf(_host.HandlerProcessId!.Value).ContainsKey("HOME"), "the app has no home");
        using (var ready = await _host.Http.GetAsync(new Uri("/api/health/ready", UriKind.Relative))) Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        var live = await CreateAsync(1);
        await VisitAsync(live);
        var soon = await CreateAsync(2, ("release", new { on = (await DayAsync()).AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), zone = "local" }));
        var fan = await PreSaveAsync(soon);

        Assert.Equal(_before, FolderListing.Of(published.Folder));
        await MustBeToldAsync(["AggregateClicks", "ResolveRelease", "SaveDue"], [live.Text("slug"), soon.Text("slug"), fan.Pass!, fan.Pass!.Split('.')[0], fan.Pass!.Split('.')[^1], fan.Name, Addresses.Germany, "Safari/604.1", "a-poster", _host.ApiKey]);
    }

    private async Task<JsonElement> CreateAsync(int recording, params (string, object?)[] more)
    {
        var created = await _host.Api.CreateLinkAsync(ServicesHost.Isrc(recording), more);
        return await _host.Api.WaitForAsync(created.Text("id"), link => link.StatusAt("spotify") == "confirmed" && link.StatusAt("deezer") == "confirmed", "its services are found");
    }

    private async Task VisitAsync(JsonElement link)
    {
        var fan = new Fan(_host.Http);
        var page = await fan.OpenAsync($"/{link.Text("slug")}?utm_source=a-poster", (RunningLocalHost.AddressHeader, Addresses.Germany));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Pier 1 at Dusk", page.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await fan.OpenAsync($"/{link.Text("slug")}/spotify")).Status);
        var report = await Eventually.GetAsync(() => _host.Api.GetReportAsync(link.Text("id")), now => now.GetProperty("visits").GetInt32() + now.GetProperty("clicks").GetInt32() >= 2, "the report is up to date");
        Assert.Equal((1, 1), (report.GetProperty("visits").GetInt32(), report.GetProperty("clicks").GetInt32()));
        Assert.Equal(1, report.GetProperty("byCountry").GetProperty("DE").GetInt32());
    }

    /// <summary>From the form to the library.</summary>
    private async Task<FanBrowser> PreSaveAsync(JsonElement link)
    {
        var fan = new FanBrowser(_host.Http, _host.Http, _host.Sandbox, "published-ada");
        var page = await fan.PreSaveAsync(link.Text("slug"), "spotify", ("zone", "Europe/Berlin"));
        Assert.Contains("It is queued", page.Body, StringComparison.Ordinal);
        await _sandbox.AdvanceAsync(TimeSpan.FromDays(4));
        await Eventually.HoldsAsync(async () => await ProgressAsync(link) is { } states && states.Contains("\"saved\"", StringComparison.Ordinal), "the music is in the library", deadline: TimeSpan.FromMinutes(3));
        return fan;
    }

    private async Task<string> ProgressAsync(JsonElement link)
    {
        using var answer = await _host.Api.SendAsync(HttpMethod.Get, $"{_host.Api.LinksPath}/{link.Text("id")}/pre-saves");
        return (await Api.ReadAsync(answer, HttpStatusCode.OK)).GetProperty("totals").GetProperty("states").GetRawText();
    }

    private async Task<DateOnly> DayAsync() => DateOnly.FromDateTime((await _sandbox.GetNowAsync()).UtcDateTime);

    private async Task MustBeToldAsync(IReadOnlyList<string> functions, IReadOnlyList<string> nothingOf)
    {
        await Eventually.HoldsAsync(() => functions.All(function => _collector.Spans.Any(span => span.Source == "Smartlinks.Functions" && span.Name == function))
            && _collector.Measurements.Any(each => each.Name == "Smartlinks.PreSaves/ended"), "the collector has spans of the functions and the pre-save's end", () => string.Join('\n', _collector.Spans.Select(span => span.Name).Distinct()));
        Assert.Contains(_collector.Spans, span => span.Name == "GET /{slug}");
        // The host's question whether the app lives belongs to no invocation.
        Assert.All(_collector.Spans.Where(span => span.Kind == 2 && span.Name != "GET /"), span => Assert.NotEmpty(span.Tags["faas.invocation_id"]));
        var everything = _collector.Everything;
        Assert.All(nothingOf, text => Assert.DoesNotContain(text, everything, StringComparison.Ordinal));
    }
}
