using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Smartlinks.Storage;

/// <summary>Sends requests through one pipeline. Whatever goes wrong, other than the caller's own cancellation, is a <see cref="RequestFailedException"/>.</summary>
internal sealed class StorageHttp(HttpPipeline pipeline, string version)
{
    public HttpMessage CreateMessage(RequestMethod method, string uri)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(uri));
        if (version.Length > 0)
        {
            message.Request.Headers.Add("x-ms-version", version);
        }

        return message;
    }

    /// <summary>Any answer, refusals included. The status is 0 in the exception when there was no answer.</summary>
    public async ValueTask<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
            return message.Response;
        }
        catch (AuthenticationFailedException e)
        {
            throw new RequestFailedException(401, "No token for storage was to be had.", "TokenUnavailable", e);
        }
        catch (Exception e) when (IsLostConnection(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new RequestFailedException(0, $"No answer from {message.Request.Uri.Host} after {message.ProcessingContext.RetryNumber + 1} tries.", "NoAnswer", e);
        }
    }

    /// <summary>True when the answer belongs to a repeated request, so that an earlier try may have been carried out.</summary>
    public static bool WasRetried(HttpMessage message) => message.ProcessingContext.RetryNumber > 0;

    // Exhausted retries are an AggregateException, a network timeout without retries an OperationCanceledException.
    private static bool IsLostConnection(Exception e) =>
        e is AggregateException or IOException or OperationCanceledException or HttpRequestException or TimeoutException;
}
