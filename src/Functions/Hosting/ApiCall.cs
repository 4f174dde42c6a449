using System.Text.Json.Serialization.Metadata;
using Azure;
using Smartlinks.Organizations;

namespace Smartlinks.Functions.Hosting;

/// <summary>One management request of an organization that has proved to be it.</summary>
public sealed record ApiCall(HttpContext Context, OrganizationId Organization)
{
    public string? Route(string name) => Context.Request.RouteValues[name] as string;

    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>The caller's expected version, quotes included; null when there is none or any will do.</summary>
    public string? IfMatch => Context.Request.Headers.IfMatch.ToString() is { Length: > 0 } tag && tag != "*" ? tag : null;

    public Task AnswerAsync<T>(int status, T body, JsonTypeInfo<T> type)
    {
        Context.Response.StatusCode = status;
        SecurityHeaders.AddTo(Context.Response.Headers);
        Context.Response.Headers.CacheControl = "no-store";
        return Context.Response.WriteAsJsonAsync(body, type, "application/json; charset=utf-8", Aborted);
    }

    public Task AnswerNothingAsync()
    {
        Context.Response.StatusCode = StatusCodes.Status204NoContent;
        SecurityHeaders.AddTo(Context.Response.Headers);
        return Task.CompletedTask;
    }

    public Task RefuseAsync(Problem problem) => problem.WriteAsync(Context);
}

/// <summary>Puts an API key before an endpoint: no key, a malformed one and another organization's get the same answer.</summary>
public sealed class ApiDoor(ApiKeyVerifier keys)
{
    public RequestDelegate Open(Func<ApiCall, Task> endpoint) => async context =>
    {
        var header = context.Request.Headers.Authorization.ToString();
        var isOpen = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && ApiKey.TryParse(header[7..].Trim(), out var key)
            && OrganizationId.TryParse(context.Request.RouteValues["organization"] as string, out var organization)
            && await keys.VerifyAsync(organization, key, context.RequestAborted);
        if (!isOpen) await Problem.Unauthenticated.WriteAsync(context);
        else await endpoint(new ApiCall(context, OrganizationId.Parse((string)context.Request.RouteValues["organization"]!)));
    };
}

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
