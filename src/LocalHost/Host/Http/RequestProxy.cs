using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Hands a caller's request to the handler as it is and streams the answer back: path and query verbatim, any length, no redirects, no
/// cookies. A handler that cannot be reached is tried up to 10 times; what cannot be forwarded is 500 with an empty body.
/// Any status the handler answers is a success. Over <c>functionTimeout</c> the handler is killed and restarted, as for every function.
/// </summary>
internal sealed class RequestProxy(HandlerSupervisor handler, HttpMessageInvoker http, TimeSpan activityTimeout, TimeSpan? functionTimeout,
    bool resendsLostRequests, HostLog log)
{
    private const int MaxTries = 10;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(250);
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string origin = $"http://127.0.0.1:{handler.Port}";

    /// <summary>A client for handlers: pooled, nothing added or followed, header bytes unchanged.</summary>
    public static HttpMessageInvoker CreateClient(bool followsRedirects = false) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = followsRedirects,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });

    public async Task ForwardAsync(HttpContext context, string path)
    {
        using var activity = ActivityTimeout.Start(activityTimeout, functionTimeout, context.RequestAborted);
        try
        {
            await handler.WaitUntilReadyAsync(activity.Token);
            using var response = await SendAsync(context, path, InvocationId.New(), activity);
            context.Response.StatusCode = (int)response.StatusCode;
            ForwardedHeaders.CopyResponse(response, context.Response);
            await CopyBodyAsync(response, context.Response, activity);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or BadHttpRequestException)
        {
            Fail(context, e);
            if (activity.IsOverTotal)
                await handler.RestartAsync();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContext context, string path, string invocationId, ActivityTimeout activity)
    {
        var delay = FirstDelay;
        for (var tries = 1; ; tries++)
        {
            var request = CreateRequest(context, path, invocationId, activity);
            try
            {
                var response = await http.SendAsync(request, activity.Token);
                activity.Renew();
                return response;
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError && tries < MaxTries)
            {
                await Task.Delay(delay, activity.Token);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
    }

    private HttpRequestMessage CreateRequest(HttpContext context, string path, string invocationId, ActivityTimeout activity)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), new Uri(origin + path, Verbatim));
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
            request.Content = new ProxiedRequestBody(context.Request, activity);
        else if (!resendsLostRequests)
            request.Content = new ReadOnlyMemoryContent(ReadOnlyMemory<byte>.Empty); // The client never resends what has a body.
        ForwardedHeaders.CopyRequest(context.Request, request, invocationId);
        return request;
    }

    private static async Task CopyBodyAsync(HttpResponseMessage response, HttpResponse to, ActivityTimeout activity)
    {
        var remaining = response.Content.Headers.ContentLength ?? long.MaxValue;
        if (remaining == 0)
            return;
        await using var body = await response.Content.ReadAsStreamAsync(activity.Token);
        var writer = to.BodyWriter;
        var isFirst = true;
        while (true)
        {
            var read = await body.ReadAsync(writer.GetMemory(4096), activity.Token);
            if (read == 0)
                return;
            activity.Renew();
            writer.Advance(read);
            remaining -= read;
            // An answer of one piece goes out with its end; any other piece at once, or an event stream would stall. The last of several too:
            // Kestrel's end of an answer does not flush what follows an earlier flush.
            if (remaining == 0 && isFirst)
                return;
            await writer.FlushAsync(activity.Token);
            isFirst = false;
        }
    }

    private void Fail(HttpContext context, Exception error)
    {
        var refusal = FindBadRequest(error);
        log.Write(LogLevel.Error, HostLogEntry.Results,
            $"{context.Request.Method} {context.Request.Path} could not be forwarded to the handler: {(refusal ?? error).Message}");
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        context.Response.StatusCode = refusal?.StatusCode ?? StatusCodes.Status500InternalServerError;
        context.Response.ContentLength = 0;
    }

    // The caller's own fault (a body over the limit) is found inside the client's exception.
    private static BadHttpRequestException? FindBadRequest(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is BadHttpRequestException bad)
                return bad;
        }
        return null;
    }
}
