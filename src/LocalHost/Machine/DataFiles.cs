using System.Diagnostics;

namespace Smartlinks.LocalHost.Machine;

/// <summary>The country and crawler tables, made from npm packages by <c>build/make-data.mjs</c> when they are missing or older than their sources.</summary>
public sealed class DataFiles(string repository, string modules)
{
    /// <summary>The folder they are in.</summary>
    public async Task<string> EnsureMadeAsync(string node, TextWriter progress, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(modules, ".smartlinks");
        if (!File.Exists(Path.Combine(folder, Clicks.CountryTable.FileName))) await progress.WriteLineAsync("Making the country and crawler tables …");
        using var process = Process.Start(new ProcessStartInfo(node, [Path.Combine(repository, "build", "make-data.mjs"), folder])
        {
            WorkingDirectory = repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new LocalHostException("Node could not be started.");
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        await said;
        return process.ExitCode == 0 ? folder : throw new LocalHostException($"The country and crawler tables could not be made: {(await complained).Trim()}");
    }
}
