using Smartlinks.Functions.Telemetry.ApplicationInsights;

namespace Smartlinks.Functions.Telemetry;

/// <summary>
/// Sends traces and metrics for as long as the process lives. Begins beside the rest of the start, which a fan may be waiting for: the first requests of an instance may be missing in its traces.
/// Whatever goes wrong here, the app goes on without it.
/// </summary>
public sealed class TelemetrySending(TelemetryTargets targets, TelemetryOptions options, ILogger<TelemetrySending> log) : IHostedService, IDisposable
{
    private Task<TelemetryPipeline?> _pipeline = Task.FromResult<TelemetryPipeline?>(null);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _pipeline = Task.Run(Begin, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>What was gathered goes out, if it can within the time the host gives.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (await _pipeline is { } pipeline) await Task.Run(pipeline.Flush, CancellationToken.None);
    }

    public void Dispose()
    {
        if (_pipeline.IsCompletedSuccessfully) _pipeline.Result?.Dispose();
    }

    private TelemetryPipeline? Begin()
    {
        try
        {
            return new TelemetryPipeline(targets, options, targets.Insights is { } insights ? new InsightsSender(insights, log) : null);
        }
#pragma warning disable CA1031 // A fan's visit must not fail because nobody watches it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogError(failure, "Traces and metrics cannot be sent");
            return null;
        }
    }
}
