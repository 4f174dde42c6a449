using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Smartlinks.LocalHost.Host;

namespace Smartlinks.LocalHost.Azurite;

/// <summary>
/// Azurite's blob, queue and table services in one Node process on 127.0.0.1. It saves its data every 5 seconds and at
/// <see cref="StopAsync"/>, not at <see cref="KillAsync"/>. It ends when this process ends, however that happens.
/// </summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    // Azurite's well-known account.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Our end of its standard input closes with this process, a SIGKILL included: then it saves and exits as at SIGTERM.
    private const string StopWithParent =
        "data:text/javascript,for(const s of [process.stdout,process.stderr])s.on('error',()=>{});process.stdin.on('end',()=>process.emit('SIGTERM')||process.exit()).resume().unref()";

    /// <summary>Has queries of one partition use the index that Azurite keeps of them.</summary>
    private static readonly string UsePartitionIndex = new Uri(Path.Combine(AppContext.BaseDirectory, "azurite-index.mjs")).AbsoluteUri;

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    private readonly string _node;
    private readonly string _script;
    private readonly AzuriteOptions _options;
    private readonly TimeProvider _clock;
    private Process? _process;
    private Task<string> _output = Task.FromResult("");

    private AzuriteProcess(string node, string modules, AzuriteOptions options, TimeProvider clock)
    {
        (_node, _options, _clock) = (node, options, clock);
        _script = Path.Combine(modules, "azurite", "dist", "src", "azurite.js");
        (BlobPort, QueuePort, TablePort) = (Pick(options.BlobPort), Pick(options.QueuePort), Pick(options.TablePort));
    }

    public int BlobPort { get; }

    public int QueuePort { get; }

    public int TablePort { get; }

    public bool IsRunning => _process is { HasExited: false };

    public int? ProcessId => IsRunning ? _process!.Id : null;

    /// <summary>Names all three services, with the well-known account and key.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol={Scheme};AccountName={Account};AccountKey={AccountKey};BlobEndpoint={Endpoint(BlobPort)};QueueEndpoint={Endpoint(QueuePort)};TableEndpoint={Endpoint(TablePort)};";

    public Uri TableServiceUri => new(Endpoint(TablePort));

    public Uri QueueServiceUri => new(Endpoint(QueuePort));

    private string Scheme => _options.IsHttps ? "https" : "http";

    /// <summary>Installs the npm tools if need be and starts Azurite.</summary>
    /// <exception cref="NpmToolsException">Node, or a package, is missing.</exception>
    /// <exception cref="InvalidOperationException">Azurite did not start; the message has its output.</exception>
    public static async Task<AzuriteProcess> StartAsync(NpmTools tools, AzuriteOptions options, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        var modules = await tools.EnsureInstalledAsync(cancellationToken);
        var azurite = new AzuriteProcess(await tools.FindNodeAsync(cancellationToken), modules, options, clock);
        try
        {
            await azurite.LaunchAsync(cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.KillAsync();
            azurite._process?.Dispose();
            throw;
        }
    }

    /// <summary>Lets it save and exit. Does nothing when it is not running.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not { HasExited: false } process)
        {
            return;
        }

        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(_options.StopTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends it at once; what it has not saved is lost.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Stops it if it runs and starts it on the same ports.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken);
        await LaunchAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
    }

    private static int Pick(int given) => given == 0 ? LoopbackPort.PickFree() : given;

    private string Endpoint(int port) => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://127.0.0.1:{port}/{Account}");

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        // Else another program's answer on the port would pass for Azurite's.
        foreach (var port in new[] { BlobPort, QueuePort, TablePort })
        {
            if (await AnswersAsync(port, cancellationToken))
            {
                throw new InvalidOperationException($"Port {port} is taken; Azurite needs it.");
            }
        }

        Directory.CreateDirectory(_options.Location);
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(_node, Arguments())
        {
            WorkingDirectory = _options.Location,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = ReadAsync(_process);
        await WaitUntilUpAsync(_process, cancellationToken);
    }

    private static async Task<string> ReadAsync(Process process)
    {
        var both = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        return string.Concat(both).Trim();
    }

    private string[] Arguments()
    {
        string[] arguments =
        [
            "--import", StopWithParent, "--import", UsePartitionIndex, _script,
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            "--blobPort", Text(BlobPort), "--queuePort", Text(QueuePort), "--tablePort", Text(TablePort),
            "--disableTelemetry", "--silent", "--skipApiVersionCheck",
        ];
        return [.. arguments, .. _options.IsInMemory ? ["--inMemoryPersistence"] : new[] { "--location", _options.Location }, .. _options.MoreArguments];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task WaitUntilUpAsync(Process process, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        foreach (var port in new[] { BlobPort, QueuePort, TablePort })
        {
            while (!await AnswersAsync(port, cancellationToken))
            {
                if (process.HasExited)
                {
                    throw new InvalidOperationException($"Azurite exited with code {process.ExitCode}: {await _output}");
                }

                if (_clock.GetElapsedTime(started) > _options.StartTimeout)
                {
                    await KillAsync();
                    throw new InvalidOperationException($"Azurite did not answer on port {port} within {_options.StartTimeout}: {await _output}");
                }

                await Task.Delay(PollEvery, _clock, cancellationToken);
            }
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
