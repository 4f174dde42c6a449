using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>Gets fans' tokens at a service's token endpoint (RFC 6749 §4.1.3, §6), with the app's credentials as the service takes them.</summary>
public sealed class OAuthTokens(HttpClient http, IServiceGate gate, AppCredentials credentials, TimeProvider time)
{
    private static readonly TimeSpan s_usualLife = TimeSpan.FromHours(1);

    private readonly FanCalls _calls = new(http, gate, time, ReadRefusal);

    /// <param name="pace">Apart from renewals, so that a fan who waits in front of a browser is not behind those of a release night.</param>
    public Task<AccountAnswer> RedeemAsync(ServicePace pace, string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken) => AskAsync(pace,
        [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri.OriginalString), new("code_verifier", codeVerifier)], cancellationToken);

    public Task<AccountAnswer> RefreshAsync(ServicePace pace, string refreshToken, CancellationToken cancellationToken) =>
        AskAsync(pace, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cancellationToken);

    /// <param name="form">Without the app's credentials.</param>
    public async Task<AccountAnswer> AskAsync(ServicePace pace, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var (answer, why) = await _calls.SendAsync(pace, () => Make(form), Read, cancellationToken);
        return answer ?? why!.ToAccountAnswer();
    }

    /// <summary>Null where it is neither tokens nor a refusal of this one grant.</summary>
    private AccountAnswer? Read(FanReply reply)
    {
        if (!reply.IsSuccess) return ErrorOf(reply.Body) == "invalid_grant" ? new AccountAnswer.Refused() : null;
        if (reply.Body.Text("access_token", ServiceAnswer.MostToken) is not { } access) return null;
        var life = reply.Body.Number("expires_in") is > 0 and <= int.MaxValue and { } seconds ? TimeSpan.FromSeconds(seconds) : s_usualLife;
        return new AccountAnswer.Given(new AccountTokens(access, time.GetUtcNow() + life, reply.Body.Text("refresh_token", ServiceAnswer.MostToken), reply.Body.Text("scope")));
    }

    /// <summary>That the app itself is refused is told with 400 by some (RFC 6749 §5.2 lets them).</summary>
    private static LookUp.Unavailable? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter) =>
        ErrorOf(body) is "invalid_client" or "unauthorized_client" ? new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter) : null;

    private static string? ErrorOf(JsonElement body) => body.Text("error");

    private HttpRequestMessage Make(IReadOnlyList<KeyValuePair<string, string>> form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, credentials.TokenUrl);
        if (credentials.UsesBasic) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.ClientId}:{credentials.ClientSecret}")));
        else form = [.. form, new("client_id", credentials.ClientId), new("client_secret", credentials.ClientSecret)];
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }
}
