using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>The built app as the host starts it: the executable of src/Functions, with an environment of the test's choice and a strange current directory.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartlinks-app-").FullName;

    private AppProcess(IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(OutputFolder, "Smartlinks.Functions"))
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where `dotnet build` puts the app, in the configuration the tests were built in.</summary>
    public static string OutputFolder { get; } = Path.Combine(
        LocalTools.RepositoryRoot, "src", "Functions", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')));

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    /// <summary>Everything an app needs to start, on storage and a hub that do not answer.</summary>
    public static Dictionary<string, string?> Environment(int port) => new()
    {
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["AzureWebJobsStorage"] = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=bm90IGEgc2VjcmV0;TableEndpoint=http://127.0.0.1:1/devstoreaccount1;QueueEndpoint=http://127.0.0.1:1/devstoreaccount1",
        ["EventHub"] = "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=bm90IGEgc2VjcmV0;UseDevelopmentEmulator=true",
        ["Storage__MaxRetries"] = "0",
        ["Clicks__JournalFolder"] = Path.Combine(Path.GetTempPath(), $"smartlinks-doors-journal-{System.Environment.ProcessId}-{port}"),
    };

    public static AppProcess Start(IReadOnlyDictionary<string, string?> environment) => new(environment);

    /// <summary>Waits until the app takes connections, as the host does.</summary>
    public async Task WaitForPortAsync(int port)
    {
        await Until.TrueAsync(() => _process.HasExited || Answers(port), "the app listens");
        Assert.False(_process.HasExited, $"The app ended: {Output}{Errors}");
    }

    public async Task<int> WaitForExitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Local addresses, as <c>address:port</c>, on which the process itself listens (proc(5): /proc/net/tcp, state 0A).</summary>
    public IReadOnlyList<string> Listening()
    {
        var sockets = Directory.GetFiles($"/proc/{Id}/fd").Select(Target).Where(target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(target => target[8..^1]).ToHashSet();
        return [.. new[] { "tcp", "tcp6" }.SelectMany(family => File.ReadLines($"/proc/{Id}/net/{family}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[3] == "0A" && sockets.Contains(columns[9]))
            .Select(columns => ReadAddress(columns[1]))];
    }

    /// <summary>What its file descriptors lead to.</summary>
    public IReadOnlyList<string> OpenFiles() => [.. Directory.GetFiles($"/proc/{Id}/fd").Select(Target)];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName.Split('/')[^1] is { } name ? name : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>An address as the kernel prints it: little-endian words in hex.</summary>
    private static string ReadAddress(string text)
    {
        var parts = text.Split(':');
        var bytes = Convert.FromHexString(parts[0]);
        for (var word = 0; word < bytes.Length; word += 4) Array.Reverse(bytes, word, 4);
        return $"{new IPAddress(bytes)}:{int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}";
    }

    private static void Keep(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
