using Azure.Core;
using Azure.Core.Pipeline;

namespace Smartlinks.Storage;

/// <summary>How long the tries of one request may take, and how many there are.</summary>
internal sealed record RetryTimings(TimeSpan NetworkTimeout, int MaxRetries, TimeSpan Delay, TimeSpan MaxDelay);

/// <summary>Builds Azure.Core pipelines: retries with seconds instead of minutes, and nothing written to logs or traces, since URLs and headers carry secrets.</summary>
internal static class StoragePipeline
{
    public static SocketsHttpHandler CreateHandler(TimeSpan connectTimeout, Uri endpoint) => new()
    {
        ConnectTimeout = connectTimeout,
        // Follows DNS changes of the account; idle connections are dropped before the service drops them.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        // An emulator on this machine is never behind a proxy, whatever the environment says.
        UseProxy = !endpoint.IsLoopback,
    };

    public static HttpPipeline Build(HttpPipelineTransport transport, HttpPipelinePolicy authentication, RetryTimings timings)
    {
        var options = new BareClientOptions { Transport = transport };
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = timings.MaxRetries;
        options.Retry.Delay = timings.Delay;
        options.Retry.MaxDelay = timings.MaxDelay;
        options.Retry.NetworkTimeout = timings.NetworkTimeout;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        return HttpPipelineBuilder.Build(options, authentication);
    }

    private sealed class BareClientOptions : ClientOptions;
}
