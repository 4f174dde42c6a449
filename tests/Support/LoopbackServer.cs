using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Smartlinks.Support;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Target">Path and query exactly as sent.</param>
public sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body as it came: what is no text is not whole in <see cref="Body"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}

/// <summary>A Kestrel on a free loopback port that keeps what it receives and answers as the test says.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();

    private LoopbackServer(WebApplication app) => _app = app;

    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <param name="answer">Gets the request, its number from 0, and the context to answer on. <c>HttpContext.Abort</c> loses the answer.</param>
    /// <param name="certificate">Null: plain http.</param>
    public static async Task<LoopbackServer> StartAsync(Func<ReceivedRequest, int, HttpContext, Task> answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0, listener =>
        {
            if (certificate is not null) listener.UseHttps(certificate);
        }));
        builder.Logging.ClearProviders();
        var server = new LoopbackServer(builder.Build());
        var count = -1;
        server._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            body.Position = 0;
            using var reader = new StreamReader(body, Encoding.UTF8, leaveOpen: true);
            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            var request = new ReceivedRequest(context.Request.Method, target,
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync()) { Bytes = body.ToArray() };
            server._received.Enqueue(request);
            await answer(request, Interlocked.Increment(ref count), context);
        });
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
