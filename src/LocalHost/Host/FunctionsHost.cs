using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// An imitation of the Azure Functions host for custom handlers, and of the part of the platform around it: one public address that stays,
/// behind it one host after another. May be started, stopped and started again.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    /// <summary>
    /// Longer than Azure takes (8,192 characters in an address, refused in front of the app with no body), so that on this machine it is the app that
    /// says what is wrong.
    /// </summary>
    private const int LongestTarget = 16 * 1024;

    private const long DefaultBodyLimit = 104_857_600;

    private readonly FunctionsHostOptions options;
    private readonly HostLog log;
    private readonly AdminApi admin = new();
    private readonly long bodyLimit;
    private TaskCompletionSource<HostStop> completion = NewCompletion();
    private TaskCompletionSource<HostGeneration> available = NewAvailability();
    private CancellationTokenSource? stopping;
    private HostGeneration? current;
    private Task running = Task.CompletedTask;
    private LoopbackServer? server;

    public FunctionsHost(FunctionsHostOptions options)
    {
        this.options = options;
        log = new HostLog(options.Log);
        var limit = new AppSettings(options.Settings)["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"];
        bodyLimit = long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : DefaultBodyLimit;
    }

    /// <summary>Where the app is reached. The same over restarts of the handler and the host.</summary>
    public Uri Address => server?.Address ?? throw new InvalidOperationException("The host is not started.");

    /// <summary>What was read from the app folder; null before the first start.</summary>
    public HostConfiguration? Configuration { get; private set; }

    /// <summary>Completes, never faulted, when the host has stopped for good: asked to, or given up and not to be followed by another.</summary>
    public Task<HostStop> Completion => completion.Task;

    /// <summary>Null while none runs.</summary>
    public int? HandlerProcessId => current?.HandlerProcessId;

    /// <summary>Null between two hosts. Each host has its own.</summary>
    public int? HandlerPort => current?.HandlerPort;

    /// <summary>Null between two hosts.</summary>
    public string? InstanceId => current?.InstanceId;

    /// <summary>Reads the app folder, listens and starts the handler; does not wait until the handler is ready.</summary>
    /// <exception cref="HostConfigurationException">The app folder cannot run at all.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (server is not null)
            throw new InvalidOperationException("The host is started already.");
        Configuration = HostConfiguration.Load(options.AppFolder, new AppSettings(options.Settings));
        foreach (var error in Configuration.Errors)
            log.Write(LogLevel.Error, HostLogEntry.Startup, error.ToString());

        completion = NewCompletion();
        var first = new HostGeneration(Configuration, options, log);
        server = await LoopbackServer.StartAsync(options.Port, HandleAsync, Limit, cancellationToken);
        stopping = new CancellationTokenSource();
        running = RunGenerationsAsync(first, stopping.Token);
    }

    /// <summary>Returns when the handler answers. A host that gave up meanwhile is waited over.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var generation = await available.Task.WaitAsync(cancellationToken);
            try
            {
                await generation.WaitUntilReadyAsync(cancellationToken);
                return;
            }
            catch (HttpRequestException) when (!completion.Task.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), cancellationToken);
            }
        }
    }

    /// <summary>SIGKILL to the handler as if from outside: counted as a crash. False when none runs.</summary>
    public Task<bool> KillHandlerAsync() => current?.KillHandlerAsync() ?? Task.FromResult(false);

    /// <summary>Stops listening and the listeners, lets running invocations end, kills the handler.</summary>
    public async Task StopAsync()
    {
        if (server is null || stopping is null)
            return;
        // The callers first: their answers come from the handler, which the end of the generation kills.
        using (var drain = new CancellationTokenSource(options.DrainTimeout))
            await server.StopAsync(drain.Token);
        await stopping.CancelAsync();
        await running;
        await server.DisposeAsync();
        server = null;
        stopping.Dispose();
        completion.TrySetResult(new HostStop(HostStopReason.Requested, "The host was stopped."));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = bodyLimit;
        // Room for the method and the version around the longest target.
        limits.MaxRequestLineSize = LongestTarget * 2;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A generation that cannot even be made ends the host with its reason.")]
    private async Task RunGenerationsAsync(HostGeneration generation, CancellationToken stop)
    {
        var backOff = new RestartBackOff(options.FirstRestartDelay, options.LongestRestartDelay, options.Clock);
        try
        {
            while (true)
            {
                var ended = await RunGenerationAsync(generation, backOff, stop);
                if (ended is null)
                    return;
                options.GaveUp?.Invoke(ended);
                if (!options.RestartsAfterGivingUp)
                {
                    completion.TrySetResult(ended);
                    return;
                }
                var delay = backOff.HostStopped();
                log.Write(LogLevel.Error, HostLogEntry.System, $"The host stopped ({ended.Message}) The platform starts another in {delay.TotalSeconds:0.###} s.");
                await Task.Delay(delay, options.Clock, stop);
                generation = new HostGeneration(Configuration!, options, log);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Critical, HostLogEntry.System, "The host failed.", e);
            completion.TrySetResult(new HostStop(HostStopReason.HandlerFailedTooOften, e.Message));
        }
    }

    /// <summary>Null when it was asked to stop.</summary>
    private async Task<HostStop?> RunGenerationAsync(HostGeneration generation, RestartBackOff backOff, CancellationToken stop)
    {
        await using (generation)
        {
            backOff.HostStarted();
            generation.Start();
            current = generation;
            available.TrySetResult(generation);
            try
            {
                return await generation.Stopped.WaitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            finally
            {
                available = NewAvailability();
                current = null;
            }
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.Length > LongestTarget)
        {
            context.Response.StatusCode = StatusCodes.Status414UriTooLong;
            return;
        }
        if (context.Request.ContentLength > bodyLimit)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        if (AdminApi.IsReserved(context.Request.Path))
        {
            await admin.HandleAsync(context, current);
            return;
        }
        if (await FindHostAsync(context) is { } host)
            await CallFunctionAsync(context, host, target);
        else
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    private async ValueTask<HostGeneration?> FindHostAsync(HttpContext context)
    {
        if (current is { } host)
            return host;
        try
        {
            return await available.Task.WaitAsync(options.LongestWaitForHost, context.RequestAborted);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task CallFunctionAsync(HttpContext context, HostGeneration host, string target)
    {
        var values = new RouteValueDictionary();
        var function = host.Routes.Find(context, values);
        if (function is null)
        {
            await AnswerWithoutFunctionAsync(context);
            return;
        }
        var trigger = (HttpTriggerDefinition)function.Trigger;
        if (trigger.AuthLevel != AuthLevel.Anonymous && !HasKey(context.Request))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (trigger.IsProxied)
            await host.Proxy.ForwardAsync(context, PathOf(target));
        else
            await host.Payload.HandleAsync(context, function, values);
    }

    private async Task AnswerWithoutFunctionAsync(HttpContext context)
    {
        if (context.Request.Path != "/" || !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (options.HomePage is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(options.HomePage(), context.RequestAborted);
    }

    private bool HasKey(HttpRequest request)
    {
        var given = request.Headers["x-functions-key"] is [{ Length: > 0 } header, ..] ? header : request.Query["code"].ToString();
        return options.MasterKey is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(options.MasterKey));
    }

    // A target may be absolute (as sent to proxies): only what follows the authority is the path.
    private static string PathOf(string target)
    {
        if (target.StartsWith('/'))
            return target;
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? -1 : target.IndexOfAny(['/', '?'], authority + 3);
        return path < 0 ? "/" : target[path] == '?' ? "/" + target[path..] : target[path..];
    }

    private static TaskCompletionSource<HostStop> NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<HostGeneration> NewAvailability() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
