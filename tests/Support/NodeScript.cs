using System.Diagnostics;

namespace Smartlinks.Support;

/// <summary>Runs a script of the repository on its npm tools, which are installed first where they are missing.</summary>
public static class NodeScript
{
    /// <summary>What it wrote to standard output; throws with what it complained of when it ended with an error.</summary>
    /// <param name="script">Path from the repository's root.</param>
    public static async Task<string> RunAsync(string script, IReadOnlyList<string> arguments, string input = "")
    {
        var tools = LocalTools.Npm();
        await tools.EnsureInstalledAsync();
        using var node = Process.Start(new ProcessStartInfo(await tools.FindNodeAsync(), [Path.Combine(LocalTools.RepositoryRoot, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? await output : throw new InvalidOperationException($"{script} failed: {await errors}");
    }
}
