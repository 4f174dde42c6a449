using System.Net.Http.Headers;
using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>
/// Consent at Google (developers.google.com/identity/protocols/oauth2/web-server): one scope, asked anew each time, since Google gives a refresh token with a fresh consent
/// only. Following needs no further one.
/// </summary>
public sealed class YouTubeMusicAccounts(OAuthTokens oauth, FanCalls calls, YouTubeMusicOptions options) : IFanAccounts
{
    public const string Scope = "https://www.googleapis.com/auth/youtube";

    private static readonly TimeSpan s_testingGrant = TimeSpan.FromDays(7);

    public StreamingService Service => StreamingService.YouTubeMusic;

    /// <summary>Else six months without use end it, and each renewal is a use.</summary>
    public TimeSpan? LongestGrant => options.TestingMode ? s_testingGrant : null;

    public Uri ConsentUrl(ConsentRequest request) =>
        new(OAuthConsent.Url(options.ConsentUrl, options.ClientId ?? "", Scope, request).AbsoluteUri + "&access_type=offline&prompt=consent");

    public Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken) =>
        oauth.RedeemAsync(YouTubeMusicOptions.ConsentPace, code, codeVerifier, redirectUri, cancellationToken);

    public Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => oauth.RefreshAsync(options.RefreshPace, refreshToken, cancellationToken);

    /// <summary>An account without a channel cannot rate. Nothing but the channel's id is asked for; Google does not tell the account's country.</summary>
    public Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken) => calls.AskAccountAsync(options.Pace, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, "channels?part=id&mine=true"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return request;
    }, ReadChannel, cancellationToken);

    /// <summary>The refresh token's end is the end of the whole grant.</summary>
    public Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken) => calls.AskAccountAsync(
        YouTubeMusicOptions.ConsentPace, () => new HttpRequestMessage(HttpMethod.Post, options.RevokeUrl) { Content = new FormUrlEncodedContent([new("token", tokens.Refresh ?? tokens.Access)]) },
        // A token that is dead already is refused with 400: as good as given back.
        reply => reply.Status is 200 or 400 ? new AccountAnswer.Refused() : null, cancellationToken);

    private static AccountAnswer? ReadChannel(FanReply reply)
    {
        if (reply.Status == 200) return HasChannel(reply.Body) is { } has ? has ? new AccountAnswer.Known(new AccountFacts(null)) : new AccountAnswer.NoSubscription() : null;
        return YouTubeMusicAccountRefusals.Read(reply.Status, reply.Body) switch
        {
            AccountTrouble.TokenRefused => new AccountAnswer.Refused(),
            AccountTrouble.AccountUnfit => new AccountAnswer.NoSubscription(),
            null => null,
        };
    }

    /// <summary>Null: it is no list of channels. Google leaves an empty list out.</summary>
    private static bool? HasChannel(JsonElement body) =>
        body.Child("items") is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Any(item => item.Text("id") is not null) : body.Child("pageInfo") is not null ? false : null;
}
