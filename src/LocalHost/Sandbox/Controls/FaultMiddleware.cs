using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>
/// Strikes requests to a service with the faults that need no knowledge of what was asked. Requests for a token are spared all but
/// <see cref="FaultKind.Down"/>, so that a count is used up by what a test asks for.
/// </summary>
public sealed class FaultMiddleware(FaultBoard faults, IReadOnlyDictionary<StreamingService, IServiceErrors> errors, TimeProvider clock)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<StreamingService, Queue<long>> _recent = [];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (ServicePaths.Find(context.Request.Path) is not { } service || !errors.TryGetValue(service, out var words))
        {
            await next(context);
            return;
        }

        if (faults.Take(service, FaultKind.Down) is not null)
        {
            RequestLog.MarkDropped(context);
            context.Abort();
            return;
        }

        if (ServicePaths.IsForToken(context.Request.Path))
        {
            await next(context);
            return;
        }

        if (faults.Take(service, FaultKind.SlowMs) is { } slow)
        {
            // Real time, not the story's: the caller's own timeouts run on it.
            await Task.Delay(TimeSpan.FromMilliseconds(slow.Value ?? 0), context.RequestAborted);
        }

        if (faults.Take(service, FaultKind.ServerError) is { } broken)
        {
            await words.WriteServerErrorAsync(context, broken.Value ?? StatusCodes.Status503ServiceUnavailable);
        }
        else if (faults.Take(service, FaultKind.RateLimit) is { } limit)
        {
            context.Response.Headers.RetryAfter = (limit.Value ?? 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await words.WriteRateLimitAsync(context);
        }
        else if (faults.Take(service, FaultKind.Quota) is not null || IsOverQuota(service))
        {
            await words.WriteQuotaAsync(context);
        }
        else if (faults.Take(service, FaultKind.Malformed) is not null)
        {
            await SandboxJson.WriteTextAsync(context, StatusCodes.Status200OK, """{"id":1,"title":"Half an ans""");
        }
        else if (faults.Take(service, FaultKind.Empty) is not null)
        {
            await words.WriteNothingAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    private bool IsOverQuota(StreamingService service)
    {
        if (faults.Get(service).FirstOrDefault(fault => fault.Kind == FaultKind.QuotaPer5Seconds) is not { } rule)
        {
            return false;
        }

        lock (_lock)
        {
            if (!_recent.TryGetValue(service, out var recent))
            {
                _recent[service] = recent = new Queue<long>();
            }

            var now = clock.GetTimestamp();
            while (recent.TryPeek(out var first) && clock.GetElapsedTime(first, now) >= s_window)
            {
                recent.Dequeue();
            }

            if (recent.Count >= rule.Value)
            {
                return true;
            }

            recent.Enqueue(now);
            return false;
        }
    }
}
