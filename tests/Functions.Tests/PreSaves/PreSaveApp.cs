using System.Text.Json;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Functions.PreSaves;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>An app with two services that fans can connect, and browsers that keep their cookies.</summary>
internal sealed class PreSaveApp : IAsyncDisposable
{
    public const string Origin = "https://links.example";
    public const string Slug = "out-soon";

    private PreSaveApp(AppFixture app, ScriptedFanService spotify, ScriptedFanService tidal) => (App, Spotify, Tidal) = (app, spotify, tidal);

    public AppFixture App { get; }

    public ScriptedFanService Spotify { get; }

    public ScriptedFanService Tidal { get; }

    public string LinkId { get; private set; } = "";

    public static async Task<PreSaveApp> StartAsync(string release = """{ "on": "2026-12-04", "zone": "local" }""", Dictionary<string, string?>? settings = null, Action<IServiceCollection>? more = null)
    {
        var (spotify, tidal) = (new ScriptedFanService(StreamingService.Spotify, SaveAbility.TestersOnly), new ScriptedFanService(StreamingService.Tidal));
        var app = await AppFixture.StartAsync(new(settings ?? []) { ["Sealing:Keys"] = $"a:{Convert.ToBase64String(new byte[32])}" },
            services =>
            {
                services.AddSingleton<IReadOnlyList<FanService>>([spotify.AsFanService, tidal.AsFanService]);
                more?.Invoke(services);
            });
        var made = new PreSaveApp(app, spotify, tidal);
        made.LinkId = (await app.CreateLinkAsync(Slug, $"\"title\": \"Soon & very soon\", \"artists\": [\"Nobody\"], \"release\": {release}",
            $$"""{ "spotify": "{{Some.SpotifyUrl()}}", "tidal": "https://tidal.com/browse/track/2" }""")).GetProperty("id").GetString()!;
        return made;
    }

    public PreSaveBrowser NewBrowser() => new(App);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>A fan's browser: keeps cookies by their path, follows nothing by itself.</summary>
internal sealed class PreSaveBrowser(AppFixture app)
{
    private readonly Dictionary<string, (string Value, string Path)> _cookies = [];

    public IReadOnlyDictionary<string, (string Value, string Path)> Cookies => _cookies;

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Posts a form as a page of <paramref name="origin"/> does; empty: as a client that names none.</summary>
    public Task<Answer> PostAsync(string path, Dictionary<string, string> fields, string origin = PreSaveApp.Origin) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), origin.Length == 0 ? [] : [("Origin", origin)]);

    /// <summary>Begins at a service and gives the state that the service would send back.</summary>
    /// <param name="release">As a path segment.</param>
    public async Task<string> BeginAsync(string service, Dictionary<string, string>? fields = null, string release = PreSaveApp.Slug)
    {
        var answer = await PostAsync($"/presave/{release}/{service}", fields ?? new() { ["zone"] = "Europe/Berlin" });
        Assert.True(answer.Status == 303, answer.Text);
        return HttpUtility.ParseQueryString(new Uri(answer["Location"]!).Query)["state"]!;
    }

    public async Task<Answer> PreSaveAsync(string service, string code = "one") => await ReturnAsync(service, code, await BeginAsync(service));

    public Task<Answer> ReturnAsync(string service, string code, string state) => GetAsync($"/presave/callback/{service}?code={code}&state={Uri.EscapeDataString(state)}");

    /// <summary>Asks, and never gets the answer: nothing of it is kept.</summary>
    public async Task LoseAnswerAsync(string path)
    {
        var before = _cookies.ToList();
        await GetAsync(path);
        _cookies.Clear();
        foreach (var (name, cookie) in before) _cookies[name] = cookie;
    }

    public async Task<JsonElement> ExportAsync() => (await GetAsync("/presave/mine/export")).Json;

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, (string, string)[] headers)
    {
        var cookies = string.Join("; ", _cookies.Where(cookie => path.StartsWith(cookie.Value.Path, StringComparison.Ordinal)).Select(cookie => $"{cookie.Key}={cookie.Value.Value}"));
        var answer = await app.SendAsync(method, path, content,
            [.. new[] { ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "links.example"), ("Accept", "text/html"), ("X-Country", "DE"), ("User-Agent", AppFixture.Phone) }.ExceptBy(headers.Select(header => header.Item1), header => header.Item1),
                .. cookies.Length > 0 ? new[] { ("Cookie", cookies) } : [], .. headers]);
        foreach (var cookie in (answer["Set-Cookie"] ?? "").Split(", sl_", StringSplitOptions.RemoveEmptyEntries).SelectMany(part => part.Split(", __Host", StringSplitOptions.RemoveEmptyEntries))) Keep(cookie);
        return answer;
    }

    private void Keep(string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (parts[0].Split('=')[0], parts[0][(parts[0].IndexOf('=') + 1)..]);
        if (name.StartsWith("consent_", StringComparison.Ordinal)) name = "sl_" + name;
        if (name.StartsWith("-sl_", StringComparison.Ordinal)) name = "__Host" + name;
        if (value.Length == 0) _cookies.Remove(name);
        else _cookies[name] = (value, parts.First(part => part.StartsWith("Path=", StringComparison.OrdinalIgnoreCase))["Path=".Length..]);
    }
}
