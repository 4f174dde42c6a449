using Azure;

namespace Smartlinks.Storage;

/// <summary>
/// One row of a table: its keys, its ETag and its properties by name.
/// Values are <see cref="string"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>,
/// <see cref="DateTimeOffset"/> (UTC), <see cref="Guid"/> or <c>byte[]</c>; null means "not stored".
/// </summary>
public sealed class TableEntity(string partitionKey, string rowKey)
{
    public string PartitionKey { get; } = partitionKey;

    public string RowKey { get; } = rowKey;

    /// <summary>The version read or just written; <c>default</c> until then.</summary>
    public ETag ETag { get; set; }

    public Dictionary<string, object?> Properties { get; } = new(StringComparer.Ordinal);

    public object? this[string name]
    {
        get => Properties.GetValueOrDefault(name);
        set => Properties[name] = value;
    }

    public string? GetString(string name) => this[name] as string;

    public int? GetInt32(string name) => this[name] as int?;

    /// <summary>Whole numbers stored as either width.</summary>
    public long? GetInt64(string name) => this[name] switch { long l => l, int i => i, _ => null };

    public double? GetDouble(string name) => this[name] switch { double d => d, int i => i, long l => l, _ => null };

    public bool? GetBoolean(string name) => this[name] as bool?;

    public DateTimeOffset? GetDateTimeOffset(string name) => this[name] as DateTimeOffset?;

    public byte[]? GetBinary(string name) => this[name] as byte[];
}
