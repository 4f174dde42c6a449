namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>
/// Strikes requests to a service with the faults that need no knowledge of what was asked. Requests for a token are spared all but
/// <see cref="FaultKind.Down"/>, so that a count is used up by what a test asks for.
/// </summary>
public sealed class FaultMiddleware(FaultBoard faults, IReadOnlyDictionary<SandboxSource, IServiceErrors> errors, TimeProvider clock)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<SandboxSource, Queue<long>> _recent = [];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (ServicePaths.Find(context.Request.Path) is not { } source || !errors.TryGetValue(source, out var words))
        {
            await next(context);
            return;
        }

        if (faults.Take(source, FaultKind.Down) is not null)
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

        if (faults.Take(source, FaultKind.SlowMs) is { } slow)
        {
            // Real time, not the story's: the caller's own timeouts run on it.
            await Task.Delay(TimeSpan.FromMilliseconds(slow.Value ?? 0), context.RequestAborted);
        }

        if (faults.Take(source, FaultKind.ServerError) is { } broken)
        {
            await words.WriteServerErrorAsync(context, broken.Value ?? StatusCodes.Status503ServiceUnavailable);
        }
        else if (faults.Take(source, FaultKind.RateLimit) is { } limit)
        {
            context.Response.Headers.RetryAfter = (limit.Value ?? 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await words.WriteRateLimitAsync(context);
        }
        else if (faults.Take(source, FaultKind.Quota) is not null || IsOverQuota(source))
        {
            await words.WriteQuotaAsync(context);
        }
        else if (faults.Take(source, FaultKind.Malformed) is not null)
        {
            await SandboxJson.WriteTextAsync(context, StatusCodes.Status200OK, """{"id":1,"title":"Half an ans""");
        }
        else if (faults.Take(source, FaultKind.Empty) is not null)
        {
            await words.WriteNothingAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    private bool IsOverQuota(SandboxSource source)
    {
        if (faults.Get(source).FirstOrDefault(fault => fault.Kind == FaultKind.QuotaPer5Seconds) is not { } rule)
        {
            return false;
        }

        lock (_lock)
        {
            if (!_recent.TryGetValue(source, out var recent))
            {
                _recent[source] = recent = new Queue<long>();
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
