using Azure;

namespace Smartlinks.Functions.Hosting;

/// <summary>The one place that turns faults into answers.</summary>
public static class Faults
{
    /// <param name="refuse">Writes the answer in the form its reader wants.</param>
    public static async Task HandleAsync(HttpContext context, RequestDelegate next, ILogger log, Func<HttpContext, Problem, Task> refuse)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentLength is null && context.Response.ContentType is null)
                await refuse(context, Problem.OfStatus(context.Response.StatusCode, context.Request.Method));
        }
        catch (BadHttpRequestException bad)
        {
            await refuse(context, Problem.OfStatus(bad.StatusCode, context.Request.Method));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (RequestFailedException failure) when (failure.Status is 0 or 429 or >= 500)
        {
            log.LogError(failure, "Storage does not answer");
            await refuse(context, Problem.StorageUnavailable);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "A request failed");
            await refuse(context, Problem.InternalError);
        }
    }
}
