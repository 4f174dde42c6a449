using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Smartlinks.Support;

namespace Smartlinks.EndToEnd.Tests;

/// <summary>What a LocalHost is started with.</summary>
public sealed record LocalHostStart
{
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Over the inherited environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Names that are taken out of the inherited environment.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Null: an own temporary one, deleted with the process. A given one stays.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Port 0 unless told otherwise.</summary>
    public int Port { get; init; }
}

/// <summary>How a LocalHost ended that did not stay.</summary>
public sealed record LocalHostExit(int Code, string Output, string Error);

/// <summary>
/// The built LocalHost as a process of its own, as a user starts it, on free ports and a temporary folder. Disposing ends it and all it started.
/// </summary>
public sealed class LocalHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_stopsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_endsWithin = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly bool _ownsFolder;
    private JsonElement _demo;

    private LocalHostProcess(Process process, string folder, bool ownsFolder)
    {
        (_process, DataFolder, _ownsFolder) = (process, folder, ownsFolder);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>No redirects, no cookies, any number of connections.</summary>
    public HttpClient Http { get; private set; } = null!;

    public Uri Url => new(_demo.GetProperty("url").GetString()!);

    public Uri Sandbox => new(_demo.GetProperty("sandbox").GetString()!);

    public string Organization => _demo.GetProperty("organization").GetString()!;

    public string ApiKey => _demo.GetProperty("apiKey").GetString()!;

    public Api Api => new(Http, Organization, ApiKey);

    public int ProcessId => _process.Id;

    public string DataFolder { get; }

    public string DemoFile => Path.Combine(DataFolder, "demo.json");

    /// <summary>Null: none runs now (between two lives, or at the end).</summary>
    public int? HandlerProcessId => ProcessTable.ChildrenOf(ProcessId, "Smartlinks.Functions").Cast<int?>().FirstOrDefault();

    public int? AzuriteProcessId => ProcessTable.ChildrenOf(ProcessId, "azurite").Cast<int?>().FirstOrDefault();

    /// <summary>What it wrote so far, standard output and error.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>The last 100 lines of its log, the app's included, for a failure's message.</summary>
    public string LastOfLog
    {
        get
        {
            using var log = new StreamReader(new FileStream(Path.Combine(DataFolder, "localhost.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return string.Join('\n', log.ReadToEnd().Split('\n').TakeLast(100));
        }
    }

    public bool HasExited => _process.HasExited;

    public static Task<LocalHostProcess> StartAsync(params string[] options) => StartAsync(new LocalHostStart { Options = options });

    /// <summary>Returns when it is up, its demo links included.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message has what it said.</exception>
    public static async Task<LocalHostProcess> StartAsync(LocalHostStart start)
    {
        var host = Launch(start);
        try
        {
            await Eventually.HoldsAsync(() => host.HasExited || File.Exists(host.DemoFile), "LocalHost is up", () => host.Output, s_startsWithin);
            if (host.HasExited) throw new InvalidOperationException($"LocalHost ended with {host._process.ExitCode}: {host.Output}");
            host._demo = JsonDocument.Parse(await File.ReadAllBytesAsync(host.DemoFile)).RootElement;
            host.Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
            {
                BaseAddress = host.Url,
                Timeout = TimeSpan.FromSeconds(60),
            };
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one of LocalHost's commands beside the one that is up.</summary>
    public static async Task<LocalHostExit> RunCommandAsync(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_endsWithin);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The command did not end: {await output}{await error}");
        }

        return new LocalHostExit(process.ExitCode, await output, await error);
    }

    /// <summary>For starts that are to end by themselves.</summary>
    public static async Task<LocalHostExit> RunToEndAsync(LocalHostStart start)
    {
        var folder = start.DataFolder ?? Directory.CreateTempSubdirectory("smartlinks-e2e-").FullName;
        try
        {
            using var process = Process.Start(StartInfo(start, folder))!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            try
            {
                await process.WaitForExitAsync().WaitAsync(s_stopsWithin);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"LocalHost did not end: {await output}{await error}");
            }

            return new LocalHostExit(process.ExitCode, await output, await error);
        }
        finally
        {
            if (start.DataFolder is null) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Ctrl-C, and its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await ProcessTable.SignalAsync(ProcessId, ProcessTable.IgnoresInterrupt(ProcessId) ? "TERM" : "INT");
        await _process.WaitForExitAsync().WaitAsync(s_stopsWithin);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL to it and to all it started.</summary>
    public async Task KillAsync()
    {
        if (HasExited) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Softly first: a killed one could leave a child behind that was just being started.
        if (!HasExited)
        {
            try
            {
                await StopAsync();
            }
            catch (TimeoutException)
            {
                await KillAsync();
            }
        }

        Http?.Dispose();
        _process.Dispose();
        if (_ownsFolder) Directory.Delete(DataFolder, recursive: true);
    }

    private static LocalHostProcess Launch(LocalHostStart start)
    {
        var folder = start.DataFolder ?? Directory.CreateTempSubdirectory("smartlinks-e2e-").FullName;
        // What a killed one left there would pass for the new one's.
        File.Delete(Path.Combine(folder, "demo.json"));
        return new LocalHostProcess(Process.Start(StartInfo(start, folder))!, folder, start.DataFolder is null);
    }

    private static ProcessStartInfo StartInfo(LocalHostStart start, string folder)
    {
        var info = StartInfo(["--port", $"{start.Port}", "--sandbox-port", "0", "--data", folder, .. start.Options]);
        foreach (var name in start.Without) info.Environment.Remove(name);
        foreach (var (name, value) in start.Environment) info.Environment[name] = value;
        return info;
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(LocalTools.RepositoryRoot, "src", "LocalHost", "bin", own.Parent!.Name, own.Name, "Smartlinks.LocalHost.dll");
        return new ProcessStartInfo(Dotnet(), [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = LocalTools.RepositoryRoot,
        };
    }

    /// <summary>The one that runs these tests: a changed PATH need not have any.</summary>
    private static string Dotnet() => Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }
}
