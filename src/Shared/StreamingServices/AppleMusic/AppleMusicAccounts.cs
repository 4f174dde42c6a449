using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// Consent at Apple Music: it begins and ends in the fan's browser, where MusicKit gives the page a Music User Token. There is no redirect, no scope and no renewal.
/// </summary>
public sealed class AppleMusicAccounts(FanCalls calls, AppleMusicRequests requests) : IFanAccounts
{
    public StreamingService Service => StreamingService.AppleMusic;

    /// <summary>Apple does not tell it; about six months are observed.</summary>
    public TimeSpan? LongestGrant { get; } = TimeSpan.FromDays(180);

    /// <exception cref="NotSupportedException">Always.</exception>
    public Uri ConsentUrl(ConsentRequest request) => throw new NotSupportedException("Consent at Apple Music starts in the browser.");

    /// <param name="code">The Music User Token that the page posted. Whether Apple knows it tells <see cref="ProbeAsync"/>.</param>
    public Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken) =>
        Task.FromResult<AccountAnswer>(IsToken(code) ? new AccountAnswer.Given(new AccountTokens(code, null, null, null)) : new AccountAnswer.Refused());

    /// <summary>There is nothing to renew with.</summary>
    public Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => Task.FromResult<AccountAnswer>(new AccountAnswer.Refused());

    public Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken) =>
        calls.AskAccountAsync(AppleMusicOptions.ConsentPace, () => requests.Make(HttpMethod.Get, "me/storefront", accessToken), ReadFacts, cancellationToken);

    /// <summary>Only the fan's browser can give the token back.</summary>
    public Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Visible ASCII: it comes from a browser, and will be a header.</summary>
    private static bool IsToken(string text) => text.Length is > 0 and <= ServiceAnswer.MostToken && text.All(character => character is > ' ' and < '\x7f');

    private static AccountAnswer? ReadFacts(FanReply reply) => AppleMusicRequests.ReadStorefront(reply) is { } storefront
        ? new AccountAnswer.Known(new AccountFacts(storefront.ToUpperInvariant()))
        : AppleMusicAccountRefusals.Read(reply.Status, reply.Body) switch
        {
            UserTokenTrouble.Refused => new AccountAnswer.Refused(),
            UserTokenTrouble.NoSubscription => new AccountAnswer.NoSubscription(),
            null => null,
        };
}
