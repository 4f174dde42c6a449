using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;

namespace Smartlinks.Functions.Telemetry.ApplicationInsights;

/// <summary>
/// Posts items to Application Insights, compressed, twice at the most; what it does not take then is lost, and said in the log once until it takes some again. Called by the exporters' own threads. Its own
/// calls are not traced.
/// </summary>
public sealed class InsightsSender(InsightsConnection connection, ILogger log) : IDisposable
{
    private const int Tries = 2;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null }) { Timeout = TimeSpan.FromSeconds(10) };

    private bool _isTold;

    public InsightsConnection Connection => connection;

    /// <returns>Whether all of it was taken.</returns>
    public bool Send(ReadOnlyMemory<byte> lines, int count)
    {
        var body = Compress(lines.Span);
        for (var number = 1; ; number++)
        {
            var (isTaken, isWorthAnother, why) = TrySend(body);
            if (isTaken || number == Tries || !isWorthAnother)
            {
                Tell(isTaken, count, why);
                return isTaken;
            }

            Thread.Sleep(s_pause);
        }
    }

    public void Dispose() => _http.Dispose();

    private (bool IsTaken, bool IsWorthAnother, string Why) TrySend(byte[] body)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, connection.Track) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-json-stream");
            request.Content.Headers.ContentEncoding.Add("gzip");
            if (connection.Credential is { } credential)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.GetToken(new TokenRequestContext([connection.Scope]), CancellationToken.None).Token);
            using var answer = _http.Send(request);
            // 206: some items were not to its liking, and will not be the next time.
            return (answer.StatusCode == HttpStatusCode.OK, (int)answer.StatusCode is 408 or 429 or >= 500, $"it answers {(int)answer.StatusCode}");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return (false, true, "it does not answer");
        }
        catch (AuthenticationFailedException)
        {
            return (false, false, "there is no token for it to be had");
        }
    }

    private void Tell(bool isTaken, int count, string why)
    {
        if (!isTaken && !_isTold) log.LogWarning("Application Insights did not take {Count} items of telemetry: {Why}", count, why);
        _isTold = !isTaken;
    }

    private static byte[] Compress(ReadOnlySpan<byte> lines)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest)) gzip.Write(lines);
        return body.ToArray();
    }
}
