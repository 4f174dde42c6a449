using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Smartlinks.StreamingServices;

/// <summary>Where and as whom a service's app token is asked for (RFC 6749 §4.4).</summary>
/// <param name="UsesBasic">Whether the credentials go into Basic authorization; else into the form.</param>
public sealed record AppCredentials(Uri TokenUrl, string ClientId, string ClientSecret, bool UsesBasic = true)
{
    /// <summary>A standing refresh token (RFC 6749 §6), for a service that gives an app no token of its own; null: client credentials.</summary>
    public string? RefreshToken { get; init; }
}

/// <summary>
/// Keeps one app token of a service and renews it a minute before its end; single-flight. A refresh token in the answer is used for the renewal, and only when the
/// service refuses it a token is asked for anew: those may be counted. A renewal that fails in another way leaves the token that is good for some seconds more.
/// </summary>
/// <param name="pace">What the service allows of token requests.</param>
/// <param name="shared">Where all instances keep one token together; null: each has its own.</param>
public sealed class AppTokens(HttpClient http, IServiceGate gate, ServicePace pace, AppCredentials credentials, TimeProvider time, SharedToken? shared = null) : IDisposable
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);

    /// <summary>Before its end a renewal that failed is not tried again at once: every look-up would wait for it.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly ServiceCalls _calls = new(http, gate, time, (status, body, retryAfter) => ReadRefusal(status, body, retryAfter, credentials));
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Known? _known;
    private volatile string? _refused;

    /// <summary>The token, or why there is none now.</summary>
    public async Task<(string? Token, LookUp.Unavailable? Why)> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_known is { } good && time.GetUtcNow() < good.RenewAt) return (good.Token, null);
            var (fresh, why) = shared is null ? await RenewAsync(cancellationToken) : await RenewForAllAsync(shared, cancellationToken);
            var now = time.GetUtcNow();
            if (fresh is null) _known = _known is { } old ? old with { RenewAt = now + s_pause < old.EndsAt ? now + s_pause : old.EndsAt } : null;
            else _known = fresh;
            return _known is { } known && now < known.EndsAt ? (known.Token, null) : (fresh?.Token, why);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(Known? Token, LookUp.Unavailable? Why)> RenewForAllAsync(SharedToken shared, CancellationToken cancellationToken)
    {
        LookUp.Unavailable? why = null;
        var token = await shared.TakeAsync(kept => kept.Token != _refused && time.GetUtcNow() < kept.EndsAt - s_margin, async kept =>
        {
            if (kept is not null && kept.Token != _refused && !(_known?.EndsAt >= kept.EndsAt)) _known = Known.Of(kept);
            (var fresh, why) = await RenewAsync(cancellationToken);
            return fresh is null ? null : new KeptToken(fresh.Token, fresh.RefreshToken, fresh.EndsAt);
        }, cancellationToken);
        return token is not null ? (Known.Of(token), null) : (null, why ?? SharedToken.RenewedElsewhere);
    }

    private async Task<(Known? Token, LookUp.Unavailable? Why)> RenewAsync(CancellationToken cancellationToken)
    {
        if ((_known?.RefreshToken ?? credentials.RefreshToken) is { } refreshToken)
        {
            var (renewed, why) = await AskAsync([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cancellationToken);
            // With a time it is the gate's word: the service was not asked.
            if (credentials.RefreshToken is not null || why is not { Reason: UnavailableReasons.Unauthorized, RetryAfter: null }) return (renewed, why);
            if (_known is { } known) _known = known with { RefreshToken = null };
        }

        return await AskAsync([new("grant_type", "client_credentials")], cancellationToken);
    }

    /// <summary>Drops a token that was refused.</summary>
    public void Forget(string token)
    {
        _refused = token;
        if (_known is { } known && known.Token == token) _known = known with { RenewAt = DateTimeOffset.MinValue, EndsAt = DateTimeOffset.MinValue };
    }

    /// <summary>Sends with the token; one that is refused is renewed once.</summary>
    public async Task<LookUp> SendAsync(Func<string, Task<LookUp>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (token, why) = await GetAsync(cancellationToken);
            if (token is null) return why!;
            var answer = await send(token);
            // With a time it is the gate's word, not the service's: then nothing was sent, and the token may be good.
            if (answer is not LookUp.Unavailable { Reason: UnavailableReasons.Unauthorized, RetryAfter: null } || attempt > 0) return answer;
            Forget(token);
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<(Known? Token, LookUp.Unavailable? Why)> AskAsync(List<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        Known? read = null;
        var answer = await _calls.SendAsync(pace, () => Make(form), root =>
        {
            if (root.Text("access_token", ServiceAnswer.MostToken) is not { } token) return ServiceAnswer.Malformed;
            var endsAt = time.GetUtcNow() + TimeSpan.FromSeconds(root.Number("expires_in") ?? 3600);
            read = Known.Of(new KeptToken(token, root.Text("refresh_token", ServiceAnswer.MostToken), endsAt));
            return new LookUp.NotListed();
        }, cancellationToken);
        return read is not null ? (read, null) : (null, answer as LookUp.Unavailable ?? new LookUp.Unavailable(UnavailableReasons.Unauthorized, null));
    }

    /// <summary>
    /// That a refresh token is dead is no failure of the service where a token can be had without it, and else means that the credentials in configuration are
    /// refused. <c>error</c> by RFC 6749 §5.2; SoundCloud's errors have <c>message</c>.
    /// </summary>
    private static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter, AppCredentials credentials)
    {
        if (status != 400 || (body.Text("error") ?? body.Text("message")) != "invalid_grant") return null;
        return credentials.RefreshToken is null ? new LookUp.NotListed() : new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter);
    }

    private HttpRequestMessage Make(List<KeyValuePair<string, string>> form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, credentials.TokenUrl);
        if (credentials.UsesBasic) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.ClientId}:{credentials.ClientSecret}")));
        else form = [.. form, new("client_id", credentials.ClientId), new("client_secret", credentials.ClientSecret)];
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    /// <summary>One reference, so that a token is never seen half changed.</summary>
    private sealed record Known(string Token, string? RefreshToken, DateTimeOffset RenewAt, DateTimeOffset EndsAt)
    {
        public static Known Of(KeptToken kept) => new(kept.Token, kept.RefreshToken, kept.EndsAt - s_margin, kept.EndsAt);
    }
}
