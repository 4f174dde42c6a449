using System.Net;
using System.Text;

namespace Smartlinks.Support;

/// <summary>A request as <see cref="ScriptedHttp"/> got it.</summary>
public sealed record SentRequest(string Method, Uri Uri, string? Authorization, string Body)
{
    /// <summary>Those of the request itself; several values are joined with commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>The far end of an <see cref="HttpClient"/>: answers as a test says and keeps what was sent. Thread-safe.</summary>
/// <param name="answer">Gets the request and its number from 0.</param>
public sealed class ScriptedHttp(Func<SentRequest, int, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<SentRequest> _sent = [];

    public ScriptedHttp(Func<SentRequest, int, HttpResponseMessage> answer)
        : this((request, number, _) => Task.FromResult(answer(request, number)))
    {
    }

    public IReadOnlyList<SentRequest> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    public HttpClient NewClient() => new(this, disposeHandler: false);

    public static HttpResponseMessage Json(string json, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Bytes(byte[] bytes, int status = 200) => new((HttpStatusCode)status) { Content = new ByteArrayContent(bytes) };

    /// <summary>A 200 answer whose headers come and whose body never does: reading ends with the reader's patience.</summary>
    public static HttpResponseMessage BodyThatNeverComes() => new(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var sent = new SentRequest(request.Method.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), body)
        {
            Headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        };
        int number;
        lock (_gate)
        {
            number = _sent.Count;
            _sent.Add(sent);
        }

        return await answer(sent, number, cancellationToken);
    }

    private sealed class SilentStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
