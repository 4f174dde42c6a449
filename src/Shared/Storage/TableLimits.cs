using System.Buffers;
using System.Text;
using Azure;

namespace Smartlinks.Storage;

/// <summary>
/// The Table service's limits ("Understanding the Table service data model"), checked before anything is sent, so that what the emulator
/// lets pass is refused everywhere. Every check throws <see cref="TableEntityRefusedException"/>.
/// </summary>
public static class TableLimits
{
    /// <summary>Bytes of a row, by <see cref="SizeOf"/>.</summary>
    public const int MaxEntityBytes = 1024 * 1024;

    /// <summary>Properties besides the keys and the timestamp.</summary>
    public const int MaxProperties = 252;

    /// <summary>UTF-16 characters of a key: 1 KiB.</summary>
    public const int MaxKeyCharacters = 512;

    /// <summary>Bytes of one property; for text that is 32,768 UTF-16 characters.</summary>
    public const int MaxPropertyBytes = 64 * 1024;

    public const int MaxPropertyNameCharacters = 255;

    public const int MaxTransactionActions = 100;

    /// <summary>Bytes of a transaction as sent.</summary>
    public const int MaxTransactionBytes = 4 * 1024 * 1024;

    private static readonly SearchValues<char> ForbiddenInKeys = SearchValues.Create(
        [.. "/\\#?", .. Enumerable.Range(0, 0x20).Select(c => (char)c), .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c)]);

    private static readonly DateTimeOffset Earliest = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void CheckTableName(string name)
    {
        var isName = name is { Length: >= 3 and <= 63 } && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit);
        if (!isName)
        {
            throw new ArgumentException($"'{name}' is no table name: 3 to 63 letters and digits, a letter first.", nameof(name));
        }
    }

    public static void CheckKeys(string partitionKey, string rowKey)
    {
        CheckKey("PartitionKey", partitionKey);
        CheckKey("RowKey", rowKey);
    }

    public static void Check(TableEntity entity)
    {
        CheckKeys(entity.PartitionKey, entity.RowKey);
        var count = 0;
        foreach (var (name, value) in entity.Properties)
        {
            if (value is not null)
            {
                CheckPropertyName(name);
                CheckValue(name, value);
                count++;
            }
        }

        if (count > MaxProperties)
        {
            throw new TableEntityRefusedException($"{count} properties; at most {MaxProperties} fit a row.");
        }

        var size = SizeOf(entity);
        if (size > MaxEntityBytes)
        {
            throw new TableEntityRefusedException($"The row takes {size} bytes; at most {MaxEntityBytes} fit.");
        }
    }

    /// <summary>What a transaction may hold; its bytes are known only when it is written.</summary>
    public static void CheckTransaction(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MaxTransactionActions)
        {
            throw new TableEntityRefusedException($"{actions.Count} actions; a transaction has 1 to {MaxTransactionActions}.");
        }

        var rows = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (type, entity, _) in actions)
        {
            if (entity.PartitionKey != actions[0].Entity.PartitionKey)
            {
                throw new TableEntityRefusedException("A transaction is about one partition.");
            }

            if (!rows.Add(entity.RowKey))
            {
                throw new TableEntityRefusedException($"Row '{entity.RowKey}' is twice in the transaction.");
            }

            if (type == TableTransactionActionType.Delete)
            {
                CheckKeys(entity.PartitionKey, entity.RowKey);
            }
            else
            {
                Check(entity);
            }
        }
    }

    /// <summary>Writes the transaction to measure it: for fakes. The real client measures what it sends.</summary>
    public static void CheckTransactionSize(IReadOnlyList<TableTransactionAction> actions, string table) =>
        CheckTransactionBytes(TableTransactionBody.Write(new TableAddress("https://account.table.core.windows.net", table), actions).Length);

    internal static void CheckTransactionBytes(long bytes)
    {
        if (bytes > MaxTransactionBytes)
        {
            throw new TableEntityRefusedException($"The transaction takes {bytes} bytes; at most {MaxTransactionBytes} fit.");
        }
    }

    /// <summary>Bytes of a row by the service's own formula.</summary>
    public static long SizeOf(TableEntity entity)
    {
        long size = 4 + ((entity.PartitionKey.Length + entity.RowKey.Length) * 2L);
        foreach (var (name, value) in entity.Properties)
        {
            size += value is null ? 0 : 8 + (name.Length * 2L) + SizeOf(value);
        }

        return size;
    }

    private static long SizeOf(object value) => value switch
    {
        string s => (s.Length * 2L) + 4,
        byte[] b => b.Length + 4L,
        bool => 1,
        int => 4,
        long or double or DateTimeOffset => 8,
        Guid => 16,
        _ => throw new TableEntityRefusedException($"{value.GetType()} is not a type of the Table service."),
    };

    private static void CheckKey(string which, string key)
    {
        if (key.Length > MaxKeyCharacters)
        {
            throw new TableEntityRefusedException($"{which} has {key.Length} characters; at most {MaxKeyCharacters} (1 KiB) fit.");
        }

        if (key.AsSpan().ContainsAny(ForbiddenInKeys))
        {
            throw new TableEntityRefusedException($"{which} '{key}' has a character that keys may not have (/ \\ # ? or a control character).");
        }

        if (!IsWellFormed(key))
        {
            throw new TableEntityRefusedException($"{which} has half of a surrogate pair.");
        }
    }

    private static void CheckPropertyName(string name)
    {
        var isIdentifier = name.Length is > 0 and <= MaxPropertyNameCharacters && (char.IsLetter(name[0]) || name[0] == '_')
            && name.All(c => char.IsLetterOrDigit(c) || c == '_');
        if (!isIdentifier)
        {
            throw new TableEntityRefusedException($"'{name}' is no property name: letters, digits and underscores, at most {MaxPropertyNameCharacters}.");
        }

        if (name is "PartitionKey" or "RowKey" or "Timestamp")
        {
            throw new TableEntityRefusedException($"'{name}' belongs to the service.");
        }
    }

    private static void CheckValue(string name, object value)
    {
        switch (value)
        {
            case string s:
                if (s.Length * 2L > MaxPropertyBytes)
                {
                    throw new TableEntityRefusedException($"{name} has {s.Length} characters; at most {MaxPropertyBytes / 2} fit.");
                }

                if (!IsWellFormed(s))
                {
                    throw new TableEntityRefusedException($"{name} has half of a surrogate pair.");
                }
                break;
            case byte[] b:
                if (b.Length > MaxPropertyBytes)
                {
                    throw new TableEntityRefusedException($"{name} has {b.Length} bytes; at most {MaxPropertyBytes} fit.");
                }
                break;
            case DateTimeOffset at:
                if (at < Earliest)
                {
                    throw new TableEntityRefusedException($"{name} is before the year 1601.");
                }
                break;
            default:
                break;
        }
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out _) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + 2)..];
        }

        return true;
    }
}
