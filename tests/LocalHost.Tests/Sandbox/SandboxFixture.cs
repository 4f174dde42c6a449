using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.AmazonMusic;
using Smartlinks.LocalHost.Sandbox.Controls.Meters;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>A running sandbox on a free port, and the calls of a client that does everything right.</summary>
public sealed class SandboxFixture : IAsyncDisposable
{
    private static readonly SocketsHttpHandler s_handler = new() { AllowAutoRedirect = false };

    private string? _token;

    private SandboxFixture(SandboxServer server, SandboxOptions options)
    {
        (Server, Options) = (server, options);
        Http = new HttpClient(s_handler, disposeHandler: false) { BaseAddress = server.BaseAddress, Timeout = TimeSpan.FromSeconds(30) };
    }

    public SandboxServer Server { get; }

    /// <summary>What the sandbox was started with, and whom it knows.</summary>
    public SandboxOptions Options { get; }

    public HttpClient Http { get; }

    public static Task<SandboxFixture> StartAsync(params string[] catalogueFiles) => StartAsync(new StoryClock(), catalogueFiles);

    public static async Task<SandboxFixture> StartAsync(StoryClock clock, params string[] catalogueFiles)
    {
        var options = new SandboxOptions { Port = 0, Clock = clock, CatalogueFiles = catalogueFiles };
        var server = new SandboxServer(options);
        await server.StartAsync(CancellationToken.None);
        return new SandboxFixture(server, options);
    }

    public async Task<JsonObject> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode}");
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public async Task<HttpResponseMessage> RequestTokenAsync(string id = "sandbox-client", string secret = "sandbox-secret", string grant = "client_credentials")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "spotify/accounts/api/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", grant)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        return await Http.SendAsync(request);
    }

    /// <summary>The next call to Spotify asks for another, as a client does whose token ran out.</summary>
    public void ForgetToken() => _token = null;

    public async Task<HttpResponseMessage> AskSpotifyAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "spotify/v1/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await SpotifyTokenAsync());
        return await Http.SendAsync(request);
    }

    public async Task<string> SpotifyTokenAsync()
    {
        if (_token is not null)
        {
            return _token;
        }

        using var answer = await RequestTokenAsync();
        return _token = (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
    }

    public async Task<JsonObject> SpotifyAsync(string path)
    {
        using var response = await AskSpotifyAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public async Task<JsonArray> SpotifyTracksAsync(string query) =>
        (await SpotifyAsync($"search?q={Uri.EscapeDataString(query)}&type=track&market=US&limit=10"))["tracks"]!["items"]!.AsArray();

    public async Task<JsonArray> SpotifyAlbumsAsync(string query) =>
        (await SpotifyAsync($"search?q={Uri.EscapeDataString(query)}&type=album&market=US&limit=10"))["albums"]!["items"]!.AsArray();

    /// <summary>The app's own catalogue of a service, told to look here.</summary>
    /// <param name="key">Another secret than the sandbox's.</param>
    /// <param name="time">What the client's deadlines run on.</param>
    public IServiceCatalogue Catalogue(StreamingService service, HttpClient? http = null, string? key = null, TimeProvider? time = null, IServiceGate? gate = null) =>
        ServiceCatalogues.Make(Services(key), http ?? Http, gate ?? OpenGate.Instance, time ?? Server.Clock).Single(catalogue => catalogue.Service == service);

    /// <summary>The app's own way to fans' accounts and libraries at a service, pointed here.</summary>
    /// <param name="key">Another secret than the sandbox's.</param>
    public FanService Fans(StreamingService service, HttpClient? http = null, string? key = null, IServiceGate? gate = null) =>
        FanServices.Make(Services(key), http ?? Http, gate ?? OpenGate.Instance, Server.Clock).Single(fans => fans.Service == service);

    private ServiceOptions Services(string? key)
    {
        var root = Server.BaseAddress;
        return new ServiceOptions
        {
            Spotify =
            {
                ClientId = Options.SpotifyClientId, ClientSecret = key ?? Options.SpotifyClientSecret, BaseUrl = new Uri(root, "spotify/v1/"), TokenUrl = new Uri(root, "spotify/accounts/api/token"),
                ConsentUrl = new Uri(root, "spotify/accounts/authorize"), Saves = true, TestersOnly = false,
            },
            Deezer = { BaseUrl = new Uri(root, "deezer/") },
            Tidal =
            {
                ClientId = Options.TidalClientId, ClientSecret = key ?? Options.TidalClientSecret, BaseUrl = new Uri(root, "tidal/v2/"), TokenUrl = new Uri(root, "tidal/auth/v1/oauth2/token"),
                ConsentUrl = new Uri(root, "tidal/login/authorize"), Saves = true,
            },
            YouTubeMusic = { ApiKey = key ?? Options.YouTubeMusicApiKey, BaseUrl = new Uri(root, "youtube-music/youtube/v3/") },
            SoundCloud =
            {
                ClientId = Options.SoundCloudClientId, ClientSecret = key ?? Options.SoundCloudClientSecret, BaseUrl = new Uri(root, "soundcloud/api/"), TokenUrl = new Uri(root, "soundcloud/secure/oauth/token"),
            },
            AppleMusic = { TeamId = Options.AppleMusicTeamId, KeyId = Options.AppleMusicKeyId, PrivateKey = Options.AppleMusicPrivateKey, BaseUrl = new Uri(root, "apple-music/v1/") },
            AmazonMusic =
            {
                ClientId = AmazonMusicSandbox.ClientId, ClientSecret = key ?? AmazonMusicSandbox.ClientSecret, SecurityProfileId = AmazonMusicSandbox.SecurityProfileId,
                RefreshToken = AmazonMusicSandbox.RefreshToken, BaseUrl = new Uri(root, "amazon-music/v1/"), TokenUrl = new Uri(root, "amazon-music/auth/o2/token"),
            },
            Pandora = { PagesUrl = new Uri(root, "pandora/") },
            Bandcamp = { PagesUrl = new Uri(root, "bandcamp/") },
        };
    }

    public async Task<HttpResponseMessage> PutAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await Http.PutAsync(new Uri(path, UriKind.Relative), body);
    }

    public async Task SetFaultsAsync(string service, string json)
    {
        using var response = await PutAsync($"faults/{service}", json);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>For a test that asks more than any service allows and is about something else.</summary>
    public async Task LiftLimitsAsync()
    {
        foreach (var limit in SourceLimits.All)
        {
            await LiftLimitAsync(limit.Source.Id);
        }
    }

    /// <summary>For a test that asks more than the service allows and is about something else.</summary>
    public async Task LiftLimitAsync(string source)
    {
        using var response = await PutAsync($"meters/{source}", """{ "enforced": false }""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
