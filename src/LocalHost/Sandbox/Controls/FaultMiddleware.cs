using System.Globalization;
using Smartlinks.LocalHost.Sandbox.Controls.Meters;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>
/// Strikes requests to a source with the faults that need no knowledge of what was asked, after its meter has let them in. Requests for an app's token are
/// spared all but <see cref="FaultKind.Down"/>, so that a count is used up by what a test asks for; a fan's are struck by <see cref="StrikeAsync"/>. Neither they
/// nor consent pages are counted.
/// </summary>
public sealed class FaultMiddleware(FaultBoard faults, IReadOnlyDictionary<SandboxSource, IServiceErrors> errors, SourceMeters meters, TimeProvider clock)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(SandboxSource Source, int Requests), WindowUsage> _quotas = [];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (ServicePaths.Find(context.Request.Path) is not { } source || !errors.TryGetValue(source, out var words))
        {
            await next(context);
        }
        else if (faults.Take(source, FaultKind.Down) is not null)
        {
            RequestLog.MarkDropped(context);
            context.Abort();
        }
        else if (ServicePaths.IsForToken(context.Request.Path))
        {
            await next(context);
        }
        else if (ServicePaths.IsForConsent(context.Request.Path) || await meters.AdmitAsync(context, source, words))
        {
            await StrikeAsync(context, source, words, next);
        }
    }

    /// <summary>Strikes a request that the middleware let through, for a source that has errors.</summary>
    public Task StrikeAsync(HttpContext context, SandboxSource source, RequestDelegate next) => StrikeAsync(context, source, errors[source], next);

    private async Task StrikeAsync(HttpContext context, SandboxSource source, IServiceErrors words, RequestDelegate next)
    {
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
            context.Response.Headers.RetryAfter = (limit.Value ?? 1).ToString(CultureInfo.InvariantCulture);
            await words.WriteRateLimitAsync(context);
        }
        else if (faults.Take(source, FaultKind.Quota) is not null || IsOverQuota(source))
        {
            await words.WriteQuotaAsync(context);
        }
        else if (faults.Take(source, FaultKind.Empty) is not null)
        {
            await words.WriteNothingAsync(context);
        }
        else
        {
            await SpoilAsync(context, source, next);
        }
    }

    private Task SpoilAsync(HttpContext context, SandboxSource source, RequestDelegate next) =>
        faults.Take(source, FaultKind.Malformed) is not null ? SpoiltAnswer.WriteMalformedAsync(context)
        : faults.Take(source, FaultKind.Html) is not null ? SpoiltAnswer.WriteSignInAsync(context)
        : faults.Take(source, FaultKind.GatewayNotFound) is not null ? SpoiltAnswer.WriteGatewayNotFoundAsync(context)
        : faults.Take(source, FaultKind.Redirect) is not null ? SpoiltAnswer.RedirectAsync(context)
        : faults.Take(source, FaultKind.Hang) is not null ? SpoiltAnswer.HangAsync(context)
        : faults.Take(source, FaultKind.Truncated) is not null ? SpoiltAnswer.TruncateAsync(context, next)
        : faults.Take(source, FaultKind.WrongShape) is not null ? SpoiltAnswer.TwistAsync(context, next)
        : next(context);

    private bool IsOverQuota(SandboxSource source)
    {
        if (faults.Get(source).FirstOrDefault(fault => fault.Kind == FaultKind.QuotaPer5Seconds) is not { Value: { } requests })
        {
            return false;
        }

        lock (_lock)
        {
            if (!_quotas.TryGetValue((source, requests), out var quota))
            {
                _quotas[(source, requests)] = quota = new WindowUsage(new Allowance.Window(requests, s_window), clock);
            }

            return quota.Enter(enforced: true).IsOver;
        }
    }
}
