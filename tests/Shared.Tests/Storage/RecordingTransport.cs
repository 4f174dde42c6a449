using Azure.Core;
using Azure.Core.Pipeline;

namespace Smartlinks.Tests.Storage;

/// <summary>A transport that keeps requests and answers each with a bare status; a negative status throws as a broken connection does.</summary>
internal sealed class RecordingTransport(Func<int, int> status) : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner = new(new Answering(status));
    private readonly Lock _gate = new();

    public List<(string Method, string Uri, string Authorization, string Date, string RequestId)> Requests { get; } = [];

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Our clients are asynchronous.");

    public override ValueTask ProcessAsync(HttpMessage message)
    {
        var headers = message.Request.Headers;
        string Header(string name) => headers.TryGetValue(name, out var value) ? value! : "";
        lock (_gate)
        {
            Requests.Add((message.Request.Method.Method, message.Request.Uri.ToUri().AbsoluteUri, Header("Authorization"), Header("x-ms-date"), Header("x-ms-client-request-id")));
        }

        return _inner.ProcessAsync(message);
    }

    private sealed class Answering(Func<int, int> status) : HttpMessageHandler
    {
        private int _count = -1;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var code = status(Interlocked.Increment(ref _count));
            return code < 0 ? throw new IOException("The connection broke.")
                : Task.FromResult(new HttpResponseMessage((System.Net.HttpStatusCode)code) { Content = new ByteArrayContent("{}"u8.ToArray()) });
        }
    }
}

/// <summary>Gives tokens named <c>token-1</c>, <c>token-2</c>, … valid for an hour.</summary>
internal sealed class FixedCredential : TokenCredential
{
    public List<string> Scopes { get; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes.AddRange(requestContext.Scopes);
        return new AccessToken($"token-{Scopes.Count}", TimeProvider.System.GetUtcNow().AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
