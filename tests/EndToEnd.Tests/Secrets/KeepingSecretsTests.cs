using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Smartlinks.EndToEnd.Tests.Faults;
using Smartlinks.EndToEnd.Tests.PreSaves;
using Smartlinks.EndToEnd.Tests.Services;
using Smartlinks.Storage;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>
/// Lives through all that happens to what fans allow, good and bad, and then looks for every secret that was in play: in what was logged and traced, in tables row by row, in
/// queue messages, on the disk, in addresses and in answers. Hunts a token that lies where whoever reads it becomes the fan.
/// </summary>
[Collection(nameof(FaultTests))]
public sealed class KeepingSecretsTests : IAsyncLifetime
{
    private const string Email = "quiet.reader.5d81@letters.example";

    private static readonly string[] s_services = ["spotify", "tidal", "deezer", "youtube-music", "apple-music"];
    private static readonly TimeSpan s_nightWithin = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-secrets-");
    private readonly RecordedHttp _record = new();
    private readonly SecretsInPlay _secrets = new();
    private readonly SearchedPlaces _places = new();
    private readonly List<string> _named = [];
    private HttpClient _recorded = null!;
    private LocalHostProcess _host = null!;
    private SandboxControls _sandbox = null!;
    private Api _api = null!;
    private StorageClients _storage = null!;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Heard => Path.Combine(_folder.FullName, "heard");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Data);
        Directory.CreateDirectory(Heard);
        var catalogue = Path.Combine(_folder.FullName, "own.csv");
        await File.WriteAllTextAsync(catalogue, ServicesHost.Catalogue(), new UTF8Encoding(false));
        _host = await LocalHostProcess.StartAsync(new LocalHostStart
        {
            DataFolder = Data,
            Options = ["--catalogue", catalogue],
            Environment = new Dictionary<string, string>
            {
                ["Tidal__RequestsPerMinute"] = "600",
                ["Tidal__SavesPerMinute"] = "6000",
                ["Logging__LogLevel__Default"] = "Trace",
                ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
                [StartupHook.FolderSetting] = Heard,
            },
        });
        _recorded = new HttpClient(_record) { BaseAddress = _host.Url, Timeout = TimeSpan.FromSeconds(60) };
        _api = new Api(_recorded, _host.Organization, _host.ApiKey);
        _sandbox = new SandboxControls(_host.Http, _host.Sandbox);
        foreach (var source in new[] { "tidal", "tidal-saves" }) await _sandbox.StopRefusingAsync(source);
        var settings = ProcessTable.EnvironmentOf(_host.HandlerProcessId!.Value);
        _secrets.AddSettings(settings);
        _storage = new StorageClients(new StorageOptions { ConnectionString = settings["AzureWebJobsStorage"] }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _storage?.Dispose();
        _recorded?.Dispose();
        _record.Dispose();
        if (_host is not null) await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task No_secret_that_was_in_play_is_found_where_it_must_not_be()
    {
        _secrets.Add(SecretsInPlay.ApiKey, _host.ApiKey);
        _secrets.Add(SecretsInPlay.EmailAddress, Email);
        var link = await CreateAsync(44);
        var fan = await ConnectEverywhereAsync(link.Text("slug"));
        _named.AddRange(link.Text("id"), fan.Pass!.Split('.')[0]);
        var revoked = NewFan("secrets-revoked");
        await MustBeQueuedAsync(revoked, link.Text("slug"), "spotify", ("mail", "yes"), ("email", Email));
        await FailAsync(link.Text("slug"));
        await UseKeysAsync(link.Text("id"));
        await SignInAsync();
        await ConfirmAsync(fan);
        _places.AddQueues(Data);
        Assert.Equal(6, await CountSealedAsync());

        await LiveTheNightAsync(link.Text("id"));
        _places.AddQueues(Data);
        await _places.AddTablesAsync(_storage);
        await LeaveAsync(fan, revoked);
        await _places.AddTablesAsync(_storage);
        await _secrets.AddServicesAsync(_sandbox);
        _places.Add("requests to the services", string.Join('\n', (await AllRequestsAsync()).Select(request => request.Text("path"))));
        await SearchAsync();
    }

    private async Task<JsonElement> CreateAsync(int recording)
    {
        var day = DateOnly.FromDateTime((await _sandbox.GetNowAsync()).UtcDateTime).AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var created = await _api.CreateAsync(("isrc", ServicesHost.Isrc(recording)), ("release", new { on = day, zone = "local" }));
        return await _api.WaitForAsync(created.Text("id"), now => s_services.All(service => now.StatusAt(service) == "confirmed"), "its services are found");
    }

    private FanBrowser NewFan(string name) => new(_recorded, _host.Http, _host.Sandbox, name);

    private async Task<FanBrowser> ConnectEverywhereAsync(string slug)
    {
        var fan = NewFan("secrets-ada");
        foreach (var service in s_services)
            await MustBeQueuedAsync(fan, slug, service, service == "spotify" ? [("zone", "Europe/Berlin"), ("mail", "yes"), ("email", Email), ("follow", "yes")] : [("zone", "Europe/Berlin")]);
        return fan;
    }

    private async Task MustBeQueuedAsync(FanBrowser fan, string slug, string service, params (string, string)[] fields)
    {
        var page = await fan.PreSaveAsync(slug, service, fields);
        Assert.True(page.Status == HttpStatusCode.OK && page.Body.Contains("It is queued", StringComparison.Ordinal), $"{service}: {(int)page.Status} {page.Location} {page.Body}");
        _secrets.AddFan(fan);
    }

    /// <summary>Every way in which a consent comes to nothing: each has the code, the state and often the tokens in its hands.</summary>
    private async Task FailAsync(string slug)
    {
        var fan = NewFan("secrets-unlucky");
        Assert.Equal(HttpStatusCode.OK, (await fan.GetAsync(await fan.AgreeAsync(await fan.BeginAsync(slug, "spotify"), "cancel"))).Status);
        var back = await fan.AgreeAsync(await fan.BeginAsync(slug, "tidal"));
        Assert.Equal(HttpStatusCode.BadRequest, (await fan.GetAsync(back[..^4] + "AAAA")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await NewFan("secrets-thief").GetAsync(back)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await fan.GetAsync(back.Replace("tidal", "spotify", StringComparison.Ordinal))).Status);
        foreach (var (service, fault) in new (string, object)[]
        {
            ("spotify", new { serverError = new { value = 500, times = 1 } }), ("tidal", new { malformed = true, times = 1 }), ("deezer", new { serverError = new { value = 503, times = 1 } }),
            ("youtube-music", new { html = true, times = 1 }), ("spotify", new { notAllowListed = new { fan = fan.Name } }), ("deezer", new { notAllowListed = new { fan = fan.Name } }),
        })
        {
            back = await fan.AgreeAsync(await fan.BeginAsync(slug, service));
            await _sandbox.SetFaultsAsync(service, fault);
            var told = await fan.GetAsync(back);
            await _sandbox.ClearFaultsAsync(service);
            Assert.True(told.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{service} {fault}: {(int)told.Status} {told.Body}");
        }

        await FailInStorageAsync(fan, slug);
    }

    /// <summary>An exception is logged with all it says.</summary>
    private async Task FailInStorageAsync(FanBrowser fan, string slug)
    {
        var back = await fan.AgreeAsync(await fan.BeginAsync(slug, "spotify"));
        await _host.SetFaultAsync("storage", new { down = true });
        // That may end at the service's gate, which keeps its turns in storage and says so without an exception; the fan's own page has nothing before storage.
        var answers = new[] { await fan.GetAsync(back), await fan.GetAsync("/presave/mine") };
        await _host.ClearFaultsAsync("storage");
        Assert.All(answers, told => Assert.InRange((int)told.Status, 500, 599));
        await _host.WaitForAppAsync();
    }

    private async Task UseKeysAsync(string link)
    {
        var wrong = _host.ApiKey[..^6] + "AAAAAA";
        _secrets.Add(SecretsInPlay.ApiKey, wrong);
        using var refused = await new Api(_recorded, _host.Organization, wrong).SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{link}");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await _api.GetLinkAsync(link);
    }

    /// <summary>A person signs in, makes a key and an invitation, uses both, goes, and fails to come back.</summary>
    private async Task SignInAsync()
    {
        var owner = new PersonVisit(_recorded, _host.Http);
        await owner.SignInAsync("owner");
        var organization = _api.OrganizationPath;
        var key = (await owner.WriteAsync($"{organization}/keys", new { name = "Nightly", scopes = new[] { "read" } }, HttpStatusCode.Created)).Text("key");
        _secrets.Add(SecretsInPlay.ApiKey, key);
        using var listed = await new Api(_recorded, _host.Organization, key).SendAsync(HttpMethod.Get, _api.LinksPath);
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        var invitation = (await owner.WriteAsync($"{organization}/invitations", new { role = "member" }, HttpStatusCode.Created)).Text("url");
        _secrets.Add(SecretsInPlay.Invitation, invitation[(invitation.IndexOf("code=", StringComparison.Ordinal) + 5)..]);
        var artist = new PersonVisit(_recorded, _host.Http);
        await artist.SignInAsync("artist");
        Assert.Equal(HttpStatusCode.OK, (await artist.SendAsync(HttpMethod.Get, new Uri(invitation).PathAndQuery)).Status);
        _secrets.Add(SecretsInPlay.AntiForgery, (await owner.MeAsync()).Text("antiForgeryToken"));
        await owner.WriteAsync("/auth/sign-out", null, HttpStatusCode.NoContent);
        foreach (var (_, value) in owner.Cookies.Concat(artist.Cookies).Where(cookie => cookie.Value.Length > 8)) _secrets.Add(SecretsInPlay.Session, value);
    }

    /// <summary>Opens what the mails bring, as a reader does.</summary>
    private async Task ConfirmAsync(FanBrowser fan)
    {
        var mails = await Eventually.GetAsync(() => _sandbox.GetMailsAsync(Email), mails => mails.Count >= 2, "both fans' mails are there");
        foreach (var path in mails.SelectMany(mail => PathsIn(mail, "/presave/mail/confirm?")).Distinct())
        {
            _secrets.AddPass(SecretsInPlay.MailPass, path);
            Assert.Equal(HttpStatusCode.OK, (await fan.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.OK, (await fan.PostAsync(path)).Status);
        }
    }

    private IEnumerable<string> PathsIn(JsonElement mail, string prefix) => mail.Text("plainText").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.StartsWith(_host.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)).Select(word => new Uri(word).PathAndQuery).Where(path => path.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Grants as they lie there: all that opens something is in the sealed column.</summary>
    private async Task<int> CountSealedAsync()
    {
        var rows = (await _storage.GetTableClient("fanGrants").QueryPageAsync(null)).Items.Where(row => row.PartitionKey.StartsWith("fan_", StringComparison.Ordinal)).ToList();
        Assert.All(rows, row => Assert.StartsWith("local", row.GetString("Sealed"), StringComparison.Ordinal));
        return rows.Count;
    }

    /// <summary>Tokens of an hour are renewed in it, at TIDAL with a new refresh token; one fan is refused for good.</summary>
    private async Task LiveTheNightAsync(string link)
    {
        await _sandbox.SetFaultsAsync("tidal", new { rotateTokens = true });
        await _sandbox.SetFaultsAsync("spotify", new { revoked = new { fan = "secrets-revoked" } });
        await _sandbox.AdvanceAsync(TimeSpan.FromDays(3));
        await Eventually.HoldsAsync(async () => (await ProgressAsync(link)).GetRawText().Contains("grantRefused", StringComparison.Ordinal), "Spotify refuses once", deadline: s_nightWithin);
        await _sandbox.AdvanceAsync(TimeSpan.FromMinutes(70));
        var progress = await _sandbox.LiveUntilAsync(() => ProgressAsync(link), now => now.GetProperty("totals") is var totals && totals.GetProperty("taken").GetInt32() == totals.GetProperty("ended").GetInt32(), "all have ended", () => _host.LastOfLog);
        Assert.Contains("grantRevoked", progress.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(6, progress.GetProperty("totals").GetProperty("taken").GetInt32());
        await Eventually.GetAsync(() => _sandbox.GetMailsAsync(Email), mails => mails.Count >= 3, "the fan whose permission was taken back is told");
    }

    private async Task<JsonElement> ProgressAsync(string link) => await Api.ReadAsync(await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{link}/pre-saves"), HttpStatusCode.OK);

    /// <summary>The fan reads all there is, comes by a mail's address on another device, and leaves.</summary>
    private async Task LeaveAsync(FanBrowser fan, FanBrowser revoked)
    {
        var elsewhere = NewFan("secrets-elsewhere");
        foreach (var mail in await _sandbox.GetMailsAsync(Email))
        {
            foreach (var path in PathsIn(mail, "/presave/mine?")) Assert.Equal(HttpStatusCode.SeeOther, (await elsewhere.GetAsync(path)).Status);
            foreach (var path in PathsIn(mail, "/presave/mail/")) _secrets.AddPass(SecretsInPlay.MailPass, path);
        }

        Assert.NotNull(elsewhere.Pass);
        Assert.Contains(Email, (await fan.GetAsync("/presave/mine/export")).Body, StringComparison.Ordinal);
        await fan.GetAsync("/presave/mine");
        await fan.PostAsync("/presave/mine/disconnect", ("service", "spotify"));
        await fan.PostAsync("/presave/mine/erase");
        await revoked.PostAsync("/presave/mine/erase");
        Assert.Equal(0, await CountSealedAsync());
    }

    private async Task<List<JsonElement>> AllRequestsAsync() => [.. (await Task.WhenAll(s_services.Select(_sandbox.GetRequestsAsync))).SelectMany(requests => requests)];

    private async Task SearchAsync()
    {
        // Deezer takes tokens, codes and its app's secret in the query; everywhere else only the browser's way to a consent page has anything to leave out.
        Assert.All((await AllRequestsAsync()).Where(request => request.Text("path").Contains("=…", StringComparison.Ordinal)), request => Assert.True(request.Text("service") == "deezer", $"{request}"));
        await _host.StopAsync();
        // LocalHost shows its user the demo's key.
        _places.Add("LocalHost's screen", _host.Output, SecretsInPlay.ApiKey);
        _places.AddDisk(Data);
        AddHeard();
        _places.AddExchanges(_record.Exchanges);
        AssertWasLookedAtAll();
        Assert.Equal("", string.Join('\n', _places.Scan(_secrets.All)));
    }

    /// <summary>All that a collector of telemetry would get of the app's and LocalHost's processes, but for this test's own looks into the mailbox.</summary>
    private void AddHeard()
    {
        foreach (var file in Directory.EnumerateFiles(Heard))
            _places.Add($"heard {Path.GetFileName(file)}", string.Join('\n', File.ReadLines(file).Where(line => !line.Contains("/mailbox/", StringComparison.Ordinal))));
    }

    /// <summary>That the story was as rich as it is meant to be, and that the places have what they should.</summary>
    private void AssertWasLookedAtAll()
    {
        string[] kinds = ["code", "state", "access_token", "refresh_token", "code_verifier", "client_secret", "secret", "Music-User-Token", "developer_token", "X-Goog-Api-Key", "Sealing key", "AppleMusic__PrivateKey", "Mail__ConnectionString", "EventHub", SecretsInPlay.ApiKey, SecretsInPlay.FanPass, SecretsInPlay.MailPass, SecretsInPlay.EmailAddress,
            "id_token", SecretsInPlay.Session, SecretsInPlay.AntiForgery, SecretsInPlay.Invitation];
        Assert.Empty(kinds.Except(_secrets.All.Select(secret => secret.Kind), StringComparer.OrdinalIgnoreCase));
        foreach (var service in s_services) Assert.True(_places.Holds("heard", $"/{service}/"), $"no trace names {service}");
        Assert.True(_places.Holds("heard", "/presave/callback/spotify"), "no trace names a callback");
        Assert.True(_places.Holds("file localhost.log", "Smartlinks.Functions.Requests") || _places.Holds("file localhost.log", "RequestFailedException"), "no fault was logged");
        Assert.True(_places.Holds("table fanPreSaves", "fan_") && _places.Holds("table fanGrants", "local"), "no rows were read");
        Assert.True(_places.Holds("heard", "trace System.Net.Http") && _places.Holds("heard", "trace Microsoft.AspNetCore"), "no traces were heard");
        // Messages are in base64: of the link in those of the night, of the fan in those of the mails.
        foreach (var id in _named) Assert.True(new Secret("id", id).Forms.Any(form => _places.Holds("queue", form)), $"no queue message names {id}");
    }
}
