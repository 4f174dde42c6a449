using System.Text.Json;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Schemas;

/// <summary>Runs the validating scripts of this folder.</summary>
public static class Node
{
    /// <summary>What the script found wrong.</summary>
    public static async Task<IReadOnlyList<string>> ValidateAsync(string script, string argument, string input) =>
        JsonSerializer.Deserialize<List<string>>(await NodeScript.RunAsync(Path.Combine("tests", "Functions.Tests", "Schemas", script), [argument], input))!;
}
