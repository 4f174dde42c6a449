using System.Net.Http.Headers;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>
/// Fans' consent at Spotify (developer.spotify.com/documentation/web-api/tutorials/code-flow, with PKCE). In development mode everybody may consent, and only those on
/// the app's list are answered afterwards: <see cref="ProbeAsync"/> tells at once.
/// </summary>
public sealed class SpotifyAccounts(OAuthTokens oauth, FanCalls calls, SpotifyOptions options) : IFanAccounts
{
    public const string SaveScope = "user-library-modify";
    public const string FollowScope = "user-follow-modify";

    public StreamingService Service => StreamingService.Spotify;

    /// <summary>Six months since July 2026 (blog, 2026-06-18): 180 days are never more.</summary>
    public TimeSpan? LongestGrant { get; } = TimeSpan.FromDays(180);

    public Uri ConsentUrl(ConsentRequest request) =>
        OAuthConsent.Url(options.ConsentUrl, options.ClientId ?? "", request.Follows ? $"{SaveScope} {FollowScope}" : SaveScope, request);

    public Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken) =>
        oauth.RedeemAsync(SpotifyOptions.ConsentPace, code, codeVerifier, redirectUri, cancellationToken);

    public Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => oauth.RefreshAsync(options.RefreshPace, refreshToken, cancellationToken);

    public async Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken)
    {
        var (answer, why) = await calls.SendAsync(options.SavePace, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, "me"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            return request;
        }, Read, cancellationToken);
        return answer ?? why!.ToAccountAnswer();
    }

    /// <summary>Spotify has no such call: the fan takes the app off at spotify.com/account/apps.</summary>
    public Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The country comes only with a permission that nobody is asked for.</summary>
    private static AccountAnswer? Read(FanReply reply) => reply switch
    {
        { IsSuccess: true } => reply.Body.Text("id") is null ? null : new AccountAnswer.Known(new AccountFacts(reply.Body.Text("country", 2))),
        { Status: 401 } => new AccountAnswer.Refused(),
        _ => SpotifyAnswers.IsForbidden(reply) ? new AccountAnswer.NotAllowed() : null,
    };
}
