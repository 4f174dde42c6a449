using System.Collections.Concurrent;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>What was asked of the app and what it answered, as a proxy on the way would see it.</summary>
/// <param name="Headers">Of the answer, a line each.</param>
internal sealed record Exchange(string Method, string Url, int Status, string Headers, string Body);

/// <summary>Keeps every exchange.</summary>
internal sealed class RecordedHttp() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
{
    private readonly ConcurrentQueue<Exchange> _exchanges = new();

    public IReadOnlyList<Exchange> Exchanges => [.. _exchanges];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var body = System.Text.Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        _exchanges.Enqueue(new Exchange(request.Method.Method, request.RequestUri!.OriginalString, (int)answer.StatusCode, $"{answer.Headers}{answer.Content.Headers}", body));
        return answer;
    }
}
