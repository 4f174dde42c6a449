using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Keeps the handler running by the real host's rules: ready is any HTTP answer within the initialization timeout; exit 0 is left
/// alone (calls then fail), 200 is restarted uncounted, anything else is counted and restarted at once until the third, when the
/// host gives up. The port stays the same over restarts.
/// </summary>
internal sealed class HandlerSupervisor : IAsyncDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan WaitToDie = TimeSpan.FromSeconds(1);

    private readonly HostConfiguration configuration;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly LeftoverHandler leftover;
    private readonly HostLog log;
    private readonly HttpMessageInvoker http;
    private readonly FailureCount failures;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<HostStop> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private TaskCompletionSource ready = NewSignal();
    private HandlerProcess? current;
    private bool restartRequested;
    private Task supervision = Task.CompletedTask;

    public HandlerSupervisor(HostConfiguration configuration, IReadOnlyDictionary<string, string> settings, HttpMessageInvoker http,
        LeftoverHandler leftover, TimeProvider clock, HostLog log)
    {
        this.configuration = configuration;
        this.settings = settings;
        this.http = http;
        this.leftover = leftover;
        this.log = log;
        failures = new FailureCount(clock);
        Port = configuration.Handler.Port ?? LoopbackPort.PickFree();
        Address = new Uri($"http://127.0.0.1:{Port}");
    }

    public int Port { get; }

    public Uri Address { get; }

    /// <summary>Null while none runs.</summary>
    public int? ProcessId
    {
        get
        {
            lock (gate)
                return current?.Exited.IsCompleted == false ? current.Id : null;
        }
    }

    /// <summary>Completes when the host must end, never faulted.</summary>
    public Task<HostStop> Stopped => stopped.Task;

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    public void Start()
    {
        if (leftover.KillAny())
            log.Write(LogLevel.Warning, HostLogEntry.System, "A handler left behind by an earlier host was killed.");
        supervision = SuperviseAsync();
    }

    /// <summary>Waits until the handler answers; up to four initialization timeouts, then the whole host is stopped.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var waiting = ready.Task;
        return waiting.IsCompletedSuccessfully ? waiting : WaitLongAsync(waiting, cancellationToken);
    }

    /// <summary>The handler is killed and started again without being counted (a function ran over its time).</summary>
    public async Task RestartAsync()
    {
        HandlerProcess? process;
        lock (gate)
        {
            process = current;
            restartRequested = process is not null;
            ready = ready.Task.IsCompleted ? NewSignal() : ready;
        }
        if (process is not null)
            await process.KillAsync();
    }

    /// <summary>SIGKILL as if from outside: counted like any crash. False when no handler ran.</summary>
    public async Task<bool> KillAsync()
    {
        HandlerProcess? process;
        lock (gate)
            process = current;
        if (process is null || process.Exited.IsCompleted)
            return false;
        await process.KillAsync();
        // Whoever waits from now on waits for the next one, also before the supervision has seen the end of this one.
        lock (gate)
        {
            if (current == process && ready.Task.IsCompleted)
                ready = NewSignal();
        }
        return true;
    }

    /// <summary>Any answer counts, and any failure that is not a socket's: the real host asks no more of a handler.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address);
            using var response = await http.SendAsync(request, cancellationToken);
            return true;
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is not SocketException and not IOException { InnerException: SocketException };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        stopped.TrySetResult(new HostStop(HostStopReason.Requested, "The host was stopped."));
        stopping.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The supervision is the last to see a failure; it ends the host with it.")]
    private async Task SuperviseAsync()
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var goOn = await RunOnceAsync();
                if (!goOn)
                    break;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Critical, HostLogEntry.System, "The handler's supervision failed.", e);
            stopped.TrySetResult(new HostStop(HostStopReason.HandlerFailedTooOften, e.Message));
        }
    }

    /// <summary>One life of the handler. False when there is to be no other.</summary>
    private async Task<bool> RunOnceAsync()
    {
        HandlerProcess process;
        try
        {
            process = HandlerProcess.Start(configuration.Handler, configuration.AppFolder, Port, settings, leftover, log);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return CountFailure($"The handler '{configuration.Handler.Executable}' could not be started: {e.Message}");
        }

        using (process)
        {
            lock (gate)
            {
                current = process;
                restartRequested = false;
            }
            _ = ResetWhenEndedAsync(process);
            log.Write(LogLevel.Debug, HostLogEntry.System, $"Handler process {process.Id} started on port {Port}.");
            try
            {
                if (!await BecomesReadyAsync(process))
                {
                    if (!process.Exited.IsCompleted)
                        await process.KillAsync();
                    return CountFailure($"The handler did not answer on port {Port} within {configuration.Handler.InitializationTimeout}.");
                }
                var code = await process.Exited.WaitAsync(stopping.Token);
                return await AfterExitAsync(code);
            }
            finally
            {
                lock (gate)
                    current = null;
                if (!process.Exited.IsCompleted)
                    await KillAtStopAsync(process);
            }
        }
    }

    private static async Task KillAtStopAsync(HandlerProcess process)
    {
        try
        {
            await process.KillAsync().WaitAsync(WaitToDie);
        }
        catch (TimeoutException)
        {
            // The kernel will have it; the real host waits no longer either.
        }
    }

    private async Task<bool> AfterExitAsync(int code)
    {
        if (code == 0)
        {
            log.Write(LogLevel.Warning, HostLogEntry.System, "The handler exited with code 0. The host does not restart it, and every call fails from now on.");
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token);
        }
        var wanted = ResetReady();
        if (code == 200 || wanted)
        {
            log.Write(LogLevel.Information, HostLogEntry.System, wanted ? "The handler is restarted." : "The handler exited with code 200: an intended restart.");
            return true;
        }
        return CountFailure($"The handler exited with code {code}.");
    }

    // Before its output is read to the end: calls in between would fail against nothing. After exit 0 that is what they shall do.
    private async Task ResetWhenEndedAsync(HandlerProcess process)
    {
        if (await process.Ended == 0)
            return;
        lock (gate)
        {
            if (current == process && ready.Task.IsCompleted)
                ready = NewSignal();
        }
    }

    private bool ResetReady()
    {
        lock (gate)
        {
            if (ready.Task.IsCompleted)
                ready = NewSignal();
            return restartRequested;
        }
    }

    private bool CountFailure(string what)
    {
        var givesUp = failures.AddAndCheck();
        log.Write(LogLevel.Error, HostLogEntry.System, what + (givesUp ? " Exceeded the restart limit: the host stops." : " It is restarted."));
        if (givesUp)
            stopped.TrySetResult(new HostStop(HostStopReason.HandlerFailedTooOften, what));
        return !givesUp;
    }

    private async Task<bool> BecomesReadyAsync(HandlerProcess process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        limit.CancelAfter(configuration.Handler.InitializationTimeout);
        try
        {
            while (!await PingAsync(limit.Token))
            {
                // Gone before it was ready: the exit decides. Exit 0 is not seen by the real host, which probes on until the limit.
                if (process.Exited.IsCompleted && process.Exited.Result != 0)
                    return true;
                await Task.Delay(ProbeInterval, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
        lock (gate)
            ready.TrySetResult();
        return true;
    }

    private async Task WaitLongAsync(Task waiting, CancellationToken cancellationToken)
    {
        var most = configuration.Handler.InitializationTimeout * (FailureCount.Limit + 1);
        try
        {
            await Task.WhenAny(waiting, stopped.Task).WaitAsync(most, cancellationToken);
        }
        catch (TimeoutException)
        {
            stopped.TrySetResult(new HostStop(HostStopReason.HandlerNeverReady, $"The handler was not ready after {most}."));
        }
        if (!waiting.IsCompletedSuccessfully)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The host is stopping.");
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
