using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// One running process of the custom handler: started with the five variables of the contract over the inherited environment, ended
/// with SIGKILL and nothing softer, as the real host does it.
/// </summary>
internal sealed class HandlerProcess : IDisposable
{
    private static readonly TimeSpan WaitForOutput = TimeSpan.FromMilliseconds(500);

    private readonly Process process;
    private readonly HostLog log;
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HandlerProcess(Process process, HostLog log)
    {
        this.process = process;
        this.log = log;
    }

    public int Id { get; private set; }

    /// <summary>The exit code as soon as it is known; its last lines may still be on their way.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>The exit code. A process ended by a signal has 128 + the signal's number.</summary>
    public Task<int> Exited => exited.Task;

    public static HandlerProcess Start(HandlerDescription description, string appFolder, int port, IReadOnlyDictionary<string, string> settings,
        LeftoverHandler leftover, HostLog log)
    {
        AllowExecution(description.Executable, log);
        var start = new ProcessStartInfo(description.Executable, description.Arguments)
        {
            WorkingDirectory = description.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var portText = port.ToString(CultureInfo.InvariantCulture);
        var workerId = InvocationId.New();
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = portText;
        start.Environment["FUNCTIONS_HTTPWORKER_PORT"] = portText;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = workerId;
        start.Environment["FUNCTIONS_HTTPWORKER_ID"] = workerId;
        start.Environment["FUNCTIONS_APP_ROOT_PATH"] = appFolder;

        var handler = new HandlerProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, log);
        handler.Run();
        leftover.Remember(handler.process);
        return handler;
    }

    /// <summary>SIGKILL to the process and what it started; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        KillNow();
        await exited.Task;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillWithParent;
        process.Dispose();
    }

    private void Run()
    {
        process.OutputDataReceived += (_, line) => WriteOutput(line.Data);
        process.ErrorDataReceived += (_, line) => WriteError(line.Data);
        process.Exited += (_, _) => _ = FinishAsync();
        process.Start();
        Id = process.Id;
        AppDomain.CurrentDomain.ProcessExit += KillWithParent;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private async Task FinishAsync()
    {
        ended.TrySetResult(process.ExitCode);
        try
        {
            // Its last lines; a child that inherited the pipes must not keep the host from seeing the end.
            await process.WaitForExitAsync().WaitAsync(WaitForOutput);
        }
        catch (TimeoutException)
        {
        }
        exited.TrySetResult(process.ExitCode);
    }

    // No signal tells a child that its parent died on all systems, so an orderly end of this process takes the handler along.
    private void KillWithParent(object? sender, EventArgs e) => KillNow();

    private void KillNow()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private void WriteOutput(string? line)
    {
        if (line is not null)
            log.Write(LogLevel.Information, IsSystemLine(line) ? HostLogEntry.System : HostLogEntry.Console, line);
    }

    private void WriteError(string? line)
    {
        if (line is null)
            return;
        if (IsSystemLine(line))
            log.Write(LogLevel.Information, HostLogEntry.System, line);
        else
            log.Write(line.Contains("warn", StringComparison.OrdinalIgnoreCase) ? LogLevel.Warning : LogLevel.Error, HostLogEntry.Console, line);
    }

    private static bool IsSystemLine(string line) => line.StartsWith("LanguageWorkerConsoleLog", StringComparison.OrdinalIgnoreCase);

    private static void AllowExecution(string path, HostLog log)
    {
        if (OperatingSystem.IsWindows() || !Path.IsPathRooted(path) || !File.Exists(path))
            return;
        const UnixFileMode execute = UnixFileMode.UserExecute;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & execute) == 0)
                File.SetUnixFileMode(path, mode | execute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write(LogLevel.Warning, HostLogEntry.System, $"Error while assigning execute permission to '{path}'.", e);
        }
    }
}
