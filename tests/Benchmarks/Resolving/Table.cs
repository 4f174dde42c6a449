using System.Globalization;
using System.Text;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>A table as aligned text that is Markdown as well. Lengths are counted in text elements, so that names in any script line up where fonts let them.</summary>
internal static class Table
{
    public static string Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Select(row => row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)).ToList()).ToList();
        var widths = header.Select((head, column) => all.Select(row => Length(row[column])).Append(Math.Max(3, Length(head))).Max()).ToList();
        var text = new StringBuilder();
        Line(text, header, widths);
        Line(text, [.. widths.Select(width => new string('-', width))], widths);
        foreach (var row in all) Line(text, row, widths);
        return text.ToString();
    }

    public static string Shorten(string text, int most) =>
        Length(text) <= most ? text : new StringInfo(text).SubstringByTextElements(0, most - 1).TrimEnd() + "…";

    private static void Line(StringBuilder text, IReadOnlyList<string> cells, List<int> widths)
    {
        for (var column = 0; column < cells.Count; column++)
            text.Append("| ").Append(cells[column]).Append(' ', widths[column] - Length(cells[column]) + 1);
        text.Append("|\n");
    }

    private static int Length(string text) => new StringInfo(text).LengthInTextElements;
}
