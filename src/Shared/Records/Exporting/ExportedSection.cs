using System.Text.Json;
using Smartlinks.Clicks;
using Smartlinks.Links;
using Smartlinks.Storage;

namespace Smartlinks.Records.Exporting;

/// <summary>One list of an export: rows of one table, each an object.</summary>
/// <param name="Keys">What a row's keys say, by name.</param>
/// <param name="IsOfLinks">Whether each link has such rows: they are read link by link.</param>
public sealed record ExportedSection(string Name, string Table, Func<RecordPlace, string> Filter, Func<TableEntity, IEnumerable<(string Name, string Value)>> Keys, bool IsOfLinks = false)
{
    /// <summary>Columns that are not shown. Binary ones never are: they are hashes and sealed secrets.</summary>
    public IReadOnlyCollection<string> Withheld { get; init; } = [];

    /// <summary>A row of another table that is shown with it.</summary>
    public (string Table, Func<TableEntity, (string Partition, string Row)> Key)? Joined { get; init; }

    /// <summary>Writes the columns where their stored form is none for others; null: as they are.</summary>
    public Action<Utf8JsonWriter, TableEntity>? Columns { get; init; }

    /// <summary>Whether the link's address is needed to find them.</summary>
    public bool NeedsAddress { get; init; }

    /// <summary>The row as one JSON object.</summary>
    /// <param name="joined">Null: there is none.</param>
    public void Write(Utf8JsonWriter json, TableEntity row, TableEntity? joined)
    {
        json.WriteStartObject();
        foreach (var (name, value) in Keys(row)) json.WriteString(name, value);
        if (Columns is not null) Columns(json, row);
        else WriteColumns(json, row);
        if (joined is not null) WriteColumns(json, joined);
        json.WriteEndObject();
    }

    private void WriteColumns(Utf8JsonWriter json, TableEntity row)
    {
        foreach (var (name, value) in row.Properties)
        {
            if (value is null or byte[] || Withheld.Contains(name)) continue;
            json.WritePropertyName(char.ToLowerInvariant(name[0]) + name[1..]);
            switch (value)
            {
                case string text when text is ['{' or '[', ..]: WriteJsonOrText(json, text); break;
                case string text: json.WriteStringValue(text); break;
                case bool flag: json.WriteBooleanValue(flag); break;
                case int number: json.WriteNumberValue(number); break;
                case long number: json.WriteNumberValue(number); break;
                case double number: json.WriteNumberValue(number); break;
                case DateTimeOffset instant: json.WriteStringValue(instant); break;
                default: json.WriteStringValue(value.ToString()); break;
            }
        }
    }

    /// <summary>A column that holds JSON becomes a part of the document; a title may begin with a bracket as well.</summary>
    private static void WriteJsonOrText(Utf8JsonWriter json, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(text);
        }
    }

    internal static void WriteClicks(Utf8JsonWriter json, TableEntity row)
    {
        var rollup = RollupRow.Read(row, new TextPool());
        json.WriteNumber("visits", rollup.Visits);
        json.WriteNumber("clicks", rollup.Clicks);
        json.WriteNumber("bots", rollup.Bots);
        foreach (var dimension in rollup.Counts.GroupBy(count => count.Key.Dimension))
        {
            json.WriteStartObject($"by{dimension.Key}");
            foreach (var ((_, value), count) in dimension) json.WriteNumber(value, count);
            json.WriteEndObject();
        }
    }
}
