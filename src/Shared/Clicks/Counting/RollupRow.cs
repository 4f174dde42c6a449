using System.Buffers;
using System.Globalization;
using System.Text;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>
/// Columns of the table <c>clickRollups</c>: partition is the link, row is <c>{yyyy-MM-dd}|{hub partition}</c>, so that a
/// report is one range of one partition. A dimension is one text, <c>value=count,value=count</c>, values as in <see cref="FieldText"/>.
/// </summary>
internal static class RollupRow
{
    public const string TableName = "clickRollups";

    private static readonly string[] s_columns = ["byService", "byReferrer", "byUtmSource", "byUtmMedium", "byUtmCampaign", "byDevice", "byCountry"];

    public static string RowKey(DateOnly day, string partition) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}|{partition}");

    public static int EncodedLength(string value)
    {
        Span<byte> encoded = stackalloc byte[value.Length * FieldText.MaxBytesPerChar];
        return FieldText.Encode(value, encoded);
    }

    public static TableEntity From(Rollup rollup)
    {
        var row = new TableEntity(rollup.LinkId, RowKey(rollup.Day, rollup.Partition))
        {
            ["lastSequence"] = rollup.LastSequence,
            ["visits"] = rollup.Visits,
            ["clicks"] = rollup.Clicks,
            ["bots"] = rollup.Bots,
            ["lastClickAt"] = rollup.LastClickAt,
        };
        byte[] buffer = ArrayPool<byte>.Shared.Rent(65_536);
        for (int dimension = 0; dimension < Rollup.Dimensions; dimension++)
        {
            int length = Write(rollup, (RollupDimension)dimension, buffer);
            if (length > 0)
                row[s_columns[dimension]] = Encoding.ASCII.GetString(buffer, 0, length);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return row;
    }

    public static Rollup Read(TableEntity row, TextPool texts)
    {
        var rollup = new Rollup(row.PartitionKey, DateOnly.ParseExact(row.RowKey.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture), row.RowKey[11..])
        {
            ETag = row.ETag,
            LastSequence = row.GetInt64("lastSequence") ?? -1,
            Visits = row.GetInt64("visits") ?? 0,
            Clicks = row.GetInt64("clicks") ?? 0,
            Bots = row.GetInt64("bots") ?? 0,
            LastClickAt = row.GetDateTimeOffset("lastClickAt"),
        };
        for (int dimension = 0; dimension < Rollup.Dimensions; dimension++)
        {
            if (row.GetString(s_columns[dimension]) is { Length: > 0 } text)
                ReadInto(rollup, (RollupDimension)dimension, text, texts);
        }
        return rollup;
    }

    private static int Write(Rollup rollup, RollupDimension dimension, Span<byte> to)
    {
        int length = 0;
        foreach (var ((of, value), count) in rollup.Counts)
        {
            if (of != dimension)
                continue;
            if (length > 0)
                to[length++] = (byte)',';
            length += FieldText.Encode(value, to[length..]);
            to[length++] = (byte)'=';
            count.TryFormat(to[length..], out int digits, default, CultureInfo.InvariantCulture);
            length += digits;
        }
        return length;
    }

    private static void ReadInto(Rollup rollup, RollupDimension dimension, ReadOnlySpan<char> text, TextPool texts)
    {
        Span<char> decoded = stackalloc char[Click.MaxTextLength];
        foreach (var range in text.Split(','))
        {
            var entry = text[range];
            int equals = entry.IndexOf('=');
            if (equals < 0 || !FieldText.TryDecode(entry[..equals], decoded, out int length))
                throw new FormatException($"Row {rollup.LinkId} {rollup.Day:O} has the malformed count '{entry}'.");
            rollup.Add(dimension, texts.Get(decoded[..length]), long.Parse(entry[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }
}
