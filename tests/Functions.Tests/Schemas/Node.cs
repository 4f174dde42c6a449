using System.Diagnostics;
using System.Text.Json;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Schemas;

/// <summary>Runs the validating scripts of this folder, which use the repository's npm tools.</summary>
public static class Node
{
    /// <summary>What the script found wrong.</summary>
    public static async Task<IReadOnlyList<string>> ValidateAsync(string script, string argument, string input)
    {
        var path = Path.Combine(LocalTools.RepositoryRoot, "tests", "Functions.Tests", "Schemas", script);
        using var node = Process.Start(new ProcessStartInfo("node", [path, argument]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<List<string>>(await output)!;
    }
}
