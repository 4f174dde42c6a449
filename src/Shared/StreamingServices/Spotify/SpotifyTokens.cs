using System.Net.Http.Headers;
using System.Text;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Keeps one app token (client credentials grant) and renews it a minute before its end; single-flight.</summary>
public sealed class SpotifyTokens(HttpClient http, SpotifyOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Known? _known;

    /// <summary>The token, or why there is none now.</summary>
    public async Task<(string? Token, LookUp.Unavailable? Why)> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_known is { } known && time.GetUtcNow() < known.Until) return (known.Token, null);
            using var request = new HttpRequestMessage(HttpMethod.Post, options.TokenUrl);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret}")));
            request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
            Known? read = null;
            var answer = await ServiceAnswer.ReadAsync(http, request, time, root =>
            {
                if (root.Text("access_token") is { } token)
                    read = new Known(token, time.GetUtcNow() + TimeSpan.FromSeconds(root.Number("expires_in") ?? 3600) - s_margin);
                return new LookUp.NotListed();
            }, cancellationToken);
            _known = read;
            return read is { Token: var fresh } ? (fresh, null) : (null, answer as LookUp.Unavailable ?? new LookUp.Unavailable("noToken", null));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Drops a token that was refused.</summary>
    public void Forget(string token)
    {
        if (_known is { } known && known.Token == token) _known = null;
    }

    /// <summary>One reference, so that a token is never seen half changed.</summary>
    private sealed record Known(string Token, DateTimeOffset Until);

    public void Dispose() => _gate.Dispose();
}
