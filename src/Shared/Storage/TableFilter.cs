namespace Smartlinks.Storage;

/// <summary>OData filters over keys, with quotes escaped.</summary>
public static class TableFilter
{
    public static string Partition(string partitionKey) => $"PartitionKey eq {Quote(partitionKey)}";

    /// <summary>Rows of one partition whose key starts with <paramref name="prefix"/>.</summary>
    public static string RowPrefix(string partitionKey, string prefix) =>
        RowRange(partitionKey, prefix, prefix[..^1] + (char)(prefix[^1] + 1));

    /// <summary>Rows of one partition from <paramref name="from"/> (included) to <paramref name="to"/> (excluded), in ordinal order.</summary>
    public static string RowRange(string partitionKey, string from, string to) =>
        $"{Partition(partitionKey)} and RowKey ge {Quote(from)} and RowKey lt {Quote(to)}";

    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
