namespace Smartlinks.Storage;

/// <summary>Compares what two rows hold.</summary>
public static class TableEntityContent
{
    /// <summary>True when both hold the same properties with the same types and values; nulls count as absent, keys and ETags do not count.</summary>
    public static bool Equals(TableEntity left, TableEntity right) =>
        left.Properties.Count(p => p.Value is not null) == right.Properties.Count(p => p.Value is not null)
        && left.Properties.All(p => p.Value is null || ValueEquals(p.Value, right[p.Key]));

    private static bool ValueEquals(object left, object? right) =>
        left is byte[] bytes ? right is byte[] others && bytes.AsSpan().SequenceEqual(others) : left.Equals(right);
}
