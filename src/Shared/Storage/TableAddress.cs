using System.Text;

namespace Smartlinks.Storage;

/// <summary>URLs of one table. Keys: the quote doubled, then percent-encoded.</summary>
internal sealed class TableAddress(string root, string table)
{
    public string Tables { get; } = $"{root}/Tables";

    public string Table { get; } = $"{root}/{table}";

    public string Batch { get; } = $"{root}/$batch";

    public string Row(string partitionKey, string rowKey) => $"{Table}(PartitionKey='{Escape(partitionKey)}',RowKey='{Escape(rowKey)}')";

    public string Query(string? filter, int top, string? continuation, IReadOnlyList<string>? properties)
    {
        var uri = new StringBuilder(Table).Append("()?$top=").Append(System.Globalization.CultureInfo.InvariantCulture, $"{top}");
        if (filter is not null)
        {
            uri.Append("&$filter=").Append(Uri.EscapeDataString(filter));
        }

        if (properties is not null)
        {
            uri.Append("&$select=").Append(Uri.EscapeDataString(string.Join(',', properties.Prepend("RowKey").Prepend("PartitionKey"))));
        }

        return uri.Append(TableContinuation.ToQuery(continuation)).ToString();
    }

    private static string Escape(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}
