using System.Net.Http.Headers;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>Stands between a real client and a real sandbox and keeps what passes, both ways. Credentials are kept as the word "secret". Thread-safe.</summary>
public sealed class ExchangeRecorder() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    private static readonly string[] s_secret = ["authorization", "x-goog-api-key"];

    private readonly Lock _lock = new();
    private readonly List<Exchange> _exchanges = [];

    public IReadOnlyList<Exchange> Exchanges
    {
        get
        {
            lock (_lock)
            {
                return [.. _exchanges];
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        // Buffered by this: the client reads the same bytes again.
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        var exchange = new Exchange(
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            Read(request.Headers, request.Content?.Headers),
            sent,
            (int)answer.StatusCode,
            Read(answer.Headers, answer.Content.Headers),
            body.Length == 0 ? null : body);
        lock (_lock)
        {
            _exchanges.Add(exchange);
        }

        return answer;
    }

    private static Dictionary<string, string> Read(params HttpHeaders?[] headers) => headers.OfType<HttpHeaders>().SelectMany(some => some)
        .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(", ", header.Value)))
        .ToDictionary(header => header.Name, header => s_secret.Contains(header.Name) ? "secret" : header.Value, StringComparer.Ordinal);
}
