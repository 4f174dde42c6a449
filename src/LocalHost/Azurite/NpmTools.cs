using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Smartlinks.LocalHost.Azurite;

/// <summary>Node or its packages could not be had; the message says what to do.</summary>
public sealed class NpmToolsException(string message) : Exception(message);

/// <summary>
/// The tools of the repository's package.json (Azurite first of all), installed on first use. Several processes may ask at once:
/// one installs, the others wait for it.
/// </summary>
/// <param name="repositoryRoot">The folder with package-lock.json.</param>
/// <param name="progress">Gets a line when something takes long.</param>
/// <param name="path">The PATH to search.</param>
public sealed class NpmTools(string repositoryRoot, TextWriter progress, string path, TimeProvider clock)
{
    public const int LeastNodeVersion = 20;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LockRetryEvery = TimeSpan.FromMilliseconds(200);

    private string Modules => Path.Combine(repositoryRoot, "node_modules");

    private string LockFile => Path.Combine(repositoryRoot, "package-lock.json");

    // Written last: its presence says that an install of exactly this lock file ran to its end.
    private string Marker => Path.Combine(Modules, ".smartlinks-lock");

    /// <summary>Full path of a Node of at least version 20.</summary>
    public async Task<string> FindNodeAsync(CancellationToken cancellationToken = default)
    {
        var node = Find("node") ?? throw new NpmToolsException(
            $"Node.js was not found on the PATH. Install Node.js {LeastNodeVersion} or newer (https://nodejs.org) and try again.");
        var version = (await RunAsync(node, ["--version"], repositoryRoot, cancellationToken)).Output.Trim();
        var isEnough = int.TryParse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= LeastNodeVersion;
        return isEnough ? node : throw new NpmToolsException(
            $"Node.js {version} at {node} is too old. Install Node.js {LeastNodeVersion} or newer (https://nodejs.org) and try again.");
    }

    /// <summary>Installs what package-lock.json names unless it is there. Returns node_modules.</summary>
    public async Task<string> EnsureInstalledAsync(CancellationToken cancellationToken = default)
    {
        var hash = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(LockFile, cancellationToken)));
        if (await IsInstalledAsync(hash, cancellationToken))
        {
            return Modules;
        }

        await FindNodeAsync(cancellationToken);
        await using var held = await LockAsync(cancellationToken);
        if (!await IsInstalledAsync(hash, cancellationToken))
        {
            await InstallAsync(cancellationToken);
            await File.WriteAllTextAsync(Marker, hash, cancellationToken);
        }

        return Modules;
    }

    private async Task<bool> IsInstalledAsync(string hash, CancellationToken cancellationToken) =>
        (File.Exists(Marker) && await File.ReadAllTextAsync(Marker, cancellationToken) == hash)
        || await NpmLock.IsInstalledAsync(LockFile, Path.Combine(Modules, ".package-lock.json"), cancellationToken);

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var npm = Find("npm") ?? throw new NpmToolsException("npm was not found on the PATH. It comes with Node.js (https://nodejs.org).");
        await progress.WriteLineAsync("Installing npm tools (Azurite and others; once, about half a minute)…");
        var started = clock.GetTimestamp();
        // Audit and fund ask a server and change nothing.
        var install = RunAsync(npm, ["ci", "--no-audit", "--no-fund"], repositoryRoot, cancellationToken);
        while (await Task.WhenAny(install, Task.Delay(ProgressEvery, clock, cancellationToken)) != install)
        {
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  npm ci: {clock.GetElapsedTime(started).TotalSeconds:0} s"));
        }

        var (exitCode, output) = await install;
        if (exitCode != 0)
        {
            throw new NpmToolsException($"npm ci failed with exit code {exitCode}:{Environment.NewLine}{output.Trim()}");
        }

        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  npm tools installed in {clock.GetElapsedTime(started).TotalSeconds:0} s"));
    }

    // Beside node_modules, which npm ci empties.
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(repositoryRoot, ".local")).FullName, "npm.lock");
        for (var hasSaid = false; ; hasSaid = true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (!hasSaid)
                {
                    await progress.WriteLineAsync("Waiting for another process that installs npm tools…");
                }

                await Task.Delay(LockRetryEvery, clock, cancellationToken);
            }
        }
    }

    private string? Find(string command) => path
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => OperatingSystem.IsWindows()
            ? new[] { Path.Combine(folder, command + ".exe"), Path.Combine(folder, command + ".cmd") } : [Path.Combine(folder, command)])
        .FirstOrDefault(File.Exists);

    private static async Task<(int ExitCode, string Output)> RunAsync(string file, string[] arguments, string folder, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
