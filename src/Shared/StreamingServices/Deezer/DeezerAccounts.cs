using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>
/// Consent at Deezer (developers.deezer.com/api/oauth): a code without PKCE, and a token that never ends and cannot be renewed. Deezer takes tokens, code and secret in the
/// query only; the addresses made here go to Deezer and nowhere else.
/// </summary>
public sealed class DeezerAccounts(FanCalls calls, DeezerOptions options, TimeProvider time) : IFanAccounts
{
    private const string Permissions = "basic_access,manage_library,offline_access";

    public StreamingService Service => StreamingService.Deezer;

    public TimeSpan? LongestGrant => null;

    /// <summary>Following needs no further permission.</summary>
    public Uri ConsentUrl(ConsentRequest request)
    {
        OAuthConsent.ThrowIfUnsafe(request);
        return new Uri($"{options.ConsentUrl}?app_id={Escape(options.AppId)}&redirect_uri={Escape(request.RedirectUri.OriginalString)}&perms={Escape(Permissions)}&state={Escape(request.State)}");
    }

    public Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken) => calls.AskAccountAsync(
        DeezerOptions.ConsentPace,
        () => new HttpRequestMessage(HttpMethod.Get, new Uri($"{options.TokenUrl}?app_id={Escape(options.AppId)}&secret={Escape(options.AppSecret)}&code={Escape(code)}&output=json")),
        ReadTokens, cancellationToken);

    /// <summary>There is nothing to renew with.</summary>
    public Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => Task.FromResult<AccountAnswer>(new AccountAnswer.Refused());

    public Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken) => calls.AskAccountAsync(
        options.SavePace, () => new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, $"user/me?access_token={Escape(accessToken)}")), ReadUser, cancellationToken);

    /// <summary>Deezer has no such call.</summary>
    public Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A code that is used up or made up is answered with these two words.</summary>
    private AccountAnswer? ReadTokens(FanReply reply)
    {
        if (reply.Status == 200 && reply.Text.StartsWith("wrong code", StringComparison.Ordinal)) return new AccountAnswer.Refused();
        if (reply.Body.Text("access_token", ServiceAnswer.MostToken) is not { } access) return ReadRefusal(reply.Body);
        DateTimeOffset? endsAt = reply.Body.Number("expires") is > 0 and <= int.MaxValue and { } seconds ? time.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null;
        return new AccountAnswer.Given(new AccountTokens(access, endsAt, null, null));
    }

    private static AccountAnswer? ReadUser(FanReply reply) => ReadRefusal(reply.Body)
        ?? (reply.Body.Number("id") is null ? null : new AccountAnswer.Known(new AccountFacts(reply.Body.Text("country") is { Length: 2 } country ? country.ToUpperInvariant() : null)));

    private static AccountAnswer? ReadRefusal(JsonElement body) => DeezerRefusals.CodeOf(body) switch
    {
        DeezerRefusals.TokenInvalid => new AccountAnswer.Refused(),
        DeezerRefusals.Permission or DeezerRefusals.IndividualAccount => new AccountAnswer.NotAllowed(),
        _ => null,
    };

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");
}
