using System.Diagnostics;
using System.Globalization;

namespace Smartlinks.EndToEnd.Tests;

/// <summary>The machine's processes as <c>/proc</c> shows them.</summary>
public static class ProcessTable
{
    private const int Interrupt = 2;

    /// <summary>Children of a process whose command line holds the text.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent, string commandHolds = "") =>
        [.. All().Where(id => ParentOf(id) == parent && CommandOf(id).Contains(commandHolds, StringComparison.Ordinal))];

    /// <summary>Everything a process started, and what that started.</summary>
    public static IReadOnlyList<int> DescendantsOf(int parent) => [.. ChildrenOf(parent).SelectMany(child => new[] { child }.Concat(DescendantsOf(child)))];

    /// <summary>A process that ended and was not collected yet does not run.</summary>
    public static bool IsRunning(int id) => Status(id, "State:") is { } state && state[0] is not ('Z' or 'X');

    /// <summary>Started by a shell in the background, a process may have Ctrl-C's signal ignored for good.</summary>
    public static bool IgnoresInterrupt(int id) =>
        Status(id, "SigIgn:") is { } mask && (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;

    /// <param name="name">Such as INT, TERM, KILL, STOP, CONT.</param>
    public static async Task SignalAsync(int id, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The environment it was started with, by name.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(int id) => (Read($"/proc/{id}/environ") ?? "").Split('\0', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);

    private static int? ParentOf(int id) => Status(id, "PPid:") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string CommandOf(int id) => Read($"/proc/{id}/cmdline")?.Replace('\0', ' ') ?? "";

    private static string? Status(int id, string field) =>
        Read($"/proc/{id}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal))?[field.Length..].Trim();

    /// <summary>Null: it ended meanwhile.</summary>
    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
