using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>Fans' consent at TIDAL (developer.tidal.com, authorization code with PKCE). One permission, to write to the collection, is enough to save and to follow.</summary>
public sealed class TidalAccounts(OAuthTokens oauth, TidalOptions options) : IFanAccounts
{
    public const string Scope = "collection.write";

    public StreamingService Service => StreamingService.Tidal;

    /// <summary>TIDAL publishes no end.</summary>
    public TimeSpan? LongestGrant => null;

    public Uri ConsentUrl(ConsentRequest request) => OAuthConsent.Url(options.ConsentUrl, options.ClientId ?? "", Scope, request);

    public Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken) =>
        oauth.RedeemAsync(TidalOptions.ConsentPace, code, codeVerifier, redirectUri, cancellationToken);

    public Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => oauth.RefreshAsync(options.RefreshPace, refreshToken, cancellationToken);

    /// <summary>Asks nobody: whose account it is takes a permission of its own (<c>user.read</c>), and TIDAL keeps no list of testers.</summary>
    public Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken) => Task.FromResult<AccountAnswer>(new AccountAnswer.Known(new AccountFacts(null)));

    /// <summary>TIDAL publishes no such call: the fan takes the app off in the account's settings.</summary>
    public Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;
}
