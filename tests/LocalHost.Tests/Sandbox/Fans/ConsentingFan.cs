using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Web;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.LocalHost.Tests.Sandbox.Fans;

/// <summary>The app's own accounts and libraries on a running sandbox, and a fan with a browser before its consent screens.</summary>
internal sealed partial class ConsentingFan(SandboxFixture sandbox, StreamingService service, HttpClient? http = null, TimeProvider? time = null)
{
    public const string Verifier = "a-verifier-of-forty-three-characters-or-more";
    public static readonly Uri Callback = new("https://links.example/presave/callback?of=1");

    private FanService? _service;

    public FanService Service => _service ??= FanServices.Make(Options(sandbox), http ?? sandbox.Http, OpenGate.Instance, time ?? sandbox.Server.Clock).Single(each => each.Service == service);

    public IFanAccounts Accounts => Service.Accounts;

    public IFanLibrary Library => Service.Library;

    public static string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static ServiceOptions Options(SandboxFixture sandbox)
    {
        var (root, known) = (sandbox.Server.BaseAddress, sandbox.Options);
        return new ServiceOptions
        {
            Deezer =
            {
                BaseUrl = new Uri(root, "deezer/"), ConsentUrl = new Uri(root, "deezer/connect/oauth/auth.php"), TokenUrl = new Uri(root, "deezer/connect/oauth/access_token.php"),
                AppId = known.DeezerAppId, AppSecret = known.DeezerAppSecret,
            },
            YouTubeMusic =
            {
                ApiKey = known.YouTubeMusicApiKey, BaseUrl = new Uri(root, "youtube-music/youtube/v3/"), ConsentUrl = new Uri(root, "youtube-music/accounts/o/oauth2/v2/auth"),
                TokenUrl = new Uri(root, "youtube-music/oauth2/token"), RevokeUrl = new Uri(root, "youtube-music/oauth2/revoke"),
                ClientId = known.YouTubeMusicClientId, ClientSecret = known.YouTubeMusicClientSecret,
            },
            AppleMusic = { TeamId = known.AppleMusicTeamId, KeyId = known.AppleMusicKeyId, PrivateKey = known.AppleMusicPrivateKey, BaseUrl = new Uri(root, "apple-music/v1/") },
        };
    }

    /// <summary>The page the fan is shown.</summary>
    public async Task<string> OpenAsync(Uri address)
    {
        using var page = await sandbox.Http.GetAsync(address);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        return await page.Content.ReadAsStringAsync();
    }

    /// <summary>What the fan's browser brings back to the app.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AnswerAsync(string fan = "ada", string answer = "agree")
    {
        var address = Accounts.ConsentUrl(new ConsentRequest(Callback, "the state", Challenge, Follows: true));
        var page = await OpenAsync(address);
        var fields = Hidden().Matches(page).ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
        var target = Target().Match(page) is { Success: true } action ? new Uri(address, WebUtility.HtmlDecode(action.Groups["path"].Value)) : address;
        using var form = new FormUrlEncodedContent(fields.Append(new("other", fan)).Append(new("answer", answer)));
        using var sent = await sandbox.Http.PostAsync(target, form);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var back = sent.Headers.Location!;
        Assert.StartsWith(Callback.AbsoluteUri + "&", back.AbsoluteUri, StringComparison.Ordinal);
        var query = HttpUtility.ParseQueryString(back.Query);
        return query.AllKeys.OfType<string>().ToDictionary(name => name, name => query[name]!);
    }

    /// <summary>The whole way to a fan's tokens.</summary>
    public async Task<AccountTokens> ConnectAsync(string fan = "ada")
    {
        var back = await AnswerAsync(fan);
        Assert.Equal("the state", back["state"]);
        return Assert.IsType<AccountAnswer.Given>(await Accounts.RedeemAsync(back["code"], Verifier, Callback, default)).Tokens;
    }

    /// <summary>What the fan has, as the sandbox shows it: kind, id and how often it was added.</summary>
    public async Task<string[]> LibraryOfAsync(string fan = "ada") =>
        [.. (await sandbox.GetAsync($"library/{service.Id}/{fan}"))["items"]!.AsArray().Select(item => $"{item!["kind"]} {item["id"]} {item["times"]}")];

    /// <summary>A track that is out everywhere.</summary>
    public Track Out(int number = 0) => sandbox.Server.Catalogue.Tracks.Where(track => track.IsVisible(service, sandbox.Server.Clock.GetUtcNow()) && track.Countries.Count == 0).ElementAt(number);

    /// <summary>A track that comes out later.</summary>
    public Track ToCome() => sandbox.Server.Catalogue.Tracks.First(track => track.Ids.ContainsKey(service) && track.Countries.Count == 0 && !track.Released.IsOut(sandbox.Server.Clock.GetUtcNow()));

    public ServiceItem Item(Track track) => new CatalogueItems(sandbox.Server.Catalogue).Of(service, track);

    public ServiceItem Item(Album album) => new CatalogueItems(sandbox.Server.Catalogue).Of(service, album);

    public async Task<string> SaveAsync(string token, ServiceItem item) => Word(await Library.SaveAsync(token, [item], "attempt", default));

    public async Task<string> ContainsAsync(string token, ServiceItem item) => Word(await Library.ContainsAsync(token, [item], default));

    public async Task<string> FollowAsync(string token, ServiceItem item) => Word(await Library.FollowArtistAsync(token, item, default));

    public async Task<string> ProbeAsync(string token) => Word(await Accounts.ProbeAsync(token, default));

    /// <summary>An answer in a word, or its reason.</summary>
    public static string Word(object answer) => answer switch
    {
        LibraryAnswer.Done done => string.Join(',', done.Outcomes),
        LibraryAnswer.Contents contents => string.Join(',', contents.Has),
        LibraryAnswer.Unavailable why => why.Reason,
        AccountAnswer.Unavailable why => why.Reason,
        AccountAnswer.Known known => $"Known {known.Facts.Country}".Trim(),
        _ => answer.GetType().Name,
    };

    [GeneratedRegex("<input type=hidden name=(?<name>[a-z_]+) value=\"(?<value>[^\"]*)\">")]
    private static partial Regex Hidden();

    [GeneratedRegex("<form method=post action=\"(?<path>[^\"]*)\">")]
    private static partial Regex Target();
}
