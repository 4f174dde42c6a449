using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations;

/// <summary>A decision table as a page of the docs has it: the first row whose cells fit decides. A cell that says <c>any</c> fits everything.</summary>
internal sealed class DecisionTable
{
    private readonly IReadOnlyList<string[]> _rows;
    private readonly HashSet<string[]> _used = [];

    private DecisionTable(IReadOnlyList<string[]> rows) => _rows = rows;

    public IEnumerable<string> Unused => _rows.Except(_used).Select(row => string.Join(" | ", row));

    /// <param name="firstColumn">Heading of the table's first column.</param>
    public static DecisionTable Read(string page, string firstColumn)
    {
        var lines = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "docs", page));
        var at = Array.FindIndex(lines, line => line.StartsWith($"| {firstColumn} |", StringComparison.Ordinal));
        Assert.True(at >= 0, $"{page} has no table that begins with '{firstColumn}'");
        return new DecisionTable([.. lines.Skip(at + 2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Replace("`", "", StringComparison.Ordinal)).ToArray())]);
    }

    /// <summary>The cells behind those that were asked about.</summary>
    public string[] Decide(params string[] facts)
    {
        var row = _rows.FirstOrDefault(cells => facts.Select((fact, column) => cells[column] == "any" || cells[column] == fact).All(fits => fits));
        Assert.True(row is not null, $"no row for {string.Join(", ", facts)}");
        _used.Add(row);
        return row[facts.Length..];
    }
}
