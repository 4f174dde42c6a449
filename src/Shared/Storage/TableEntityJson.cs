using System.Globalization;
using System.Text.Json;
using Azure;

namespace Smartlinks.Storage;

/// <summary>
/// Rows as OData JSON ("Payload format for Table service operations"), with <c>odata=minimalmetadata</c>: the types that JSON
/// cannot tell apart carry an annotation before the property.
/// </summary>
internal static class TableEntityJson
{
    private const string Int64 = "Edm.Int64";
    private const string Double = "Edm.Double";
    private const string DateTime = "Edm.DateTime";
    private const string Guid = "Edm.Guid";
    private const string Binary = "Edm.Binary";

    public static void Write(Utf8JsonWriter json, TableEntity entity)
    {
        json.WriteStartObject();
        json.WriteString("PartitionKey"u8, entity.PartitionKey);
        json.WriteString("RowKey"u8, entity.RowKey);
        foreach (var (name, value) in entity.Properties)
        {
            WriteProperty(json, name, value);
        }

        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>One row whose keys the caller knows.</summary>
    public static TableEntity Read(ReadOnlySpan<byte> json, string partitionKey, string rowKey)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return ReadProperties(ref reader, new TableEntity(partitionKey, rowKey));
    }

    /// <summary>The rows of a query's answer.</summary>
    public static List<TableEntity> ReadPage(ReadOnlySpan<byte> json)
    {
        var items = new List<TableEntity>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isValue)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var (partitionKey, rowKey) = FindKeys(reader);
                items.Add(ReadProperties(ref reader, new TableEntity(partitionKey, rowKey)));
            }
        }

        return items;
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string s:
                json.WriteString(name, s);
                break;
            case bool b:
                json.WriteBoolean(name, b);
                break;
            case int i:
                json.WriteNumber(name, i);
                break;
            case long l:
                WriteTyped(json, name, Int64, l.ToString(CultureInfo.InvariantCulture));
                break;
            case double d when double.IsFinite(d):
                // Always with its type: a whole number would come back as Int32.
                json.WriteString(name + "@odata.type", Double);
                json.WriteNumber(name, d);
                break;
            case double d:
                WriteTyped(json, name, Double, double.IsNaN(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
                break;
            case DateTimeOffset at:
                WriteTyped(json, name, DateTime, at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            case Guid g:
                WriteTyped(json, name, Guid, g.ToString("D"));
                break;
            case byte[] bytes:
                json.WriteString(name + "@odata.type", Binary);
                json.WriteBase64String(name, bytes);
                break;
            default:
                throw new TableEntityRefusedException($"{value.GetType()} is not a type of the Table service.");
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + "@odata.type", type);
        json.WriteString(name, value);
    }

    // A copy of the reader: the original stays at the start of the object. The keys stand first unless $select moved them.
    private static (string PartitionKey, string RowKey) FindKeys(Utf8JsonReader reader)
    {
        string? partitionKey = null, rowKey = null;
        while ((partitionKey is null || rowKey is null) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPartition = reader.ValueTextEquals("PartitionKey"u8);
            var isRow = reader.ValueTextEquals("RowKey"u8);
            reader.Read();
            partitionKey = isPartition ? reader.GetString() : partitionKey;
            rowKey = isRow ? reader.GetString() : rowKey;
            reader.Skip();
        }

        return (partitionKey ?? throw new JsonException("A row without a PartitionKey."), rowKey ?? throw new JsonException("A row without a RowKey."));
    }

    private static TableEntity ReadProperties(ref Utf8JsonReader reader, TableEntity entity)
    {
        string? type = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsOwn(ref reader))
            {
                reader.Read();
                reader.Skip();
                type = null;
                continue;
            }

            var name = reader.GetString()!;
            reader.Read();
            if (name == "odata.etag")
            {
                entity.ETag = new ETag(reader.GetString()!);
            }
            else if (name.EndsWith("@odata.type", StringComparison.Ordinal))
            {
                type = reader.GetString();
            }
            else if (name.StartsWith("odata.", StringComparison.Ordinal))
            {
                reader.Skip();
            }
            else
            {
                AddValue(ref reader, entity, name, type);
                type = null;
            }
        }

        return entity;
    }

    // Known already, or the service's own.
    private static bool IsOwn(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("PartitionKey"u8) || reader.ValueTextEquals("RowKey"u8) || reader.ValueTextEquals("Timestamp"u8)
        || reader.ValueTextEquals("Timestamp@odata.type"u8) || reader.ValueTextEquals("odata.metadata"u8);

    private static void AddValue(ref Utf8JsonReader reader, TableEntity entity, string name, string? type)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            entity.Properties[name] = ReadValue(ref reader, type);
        }
    }

    private static object ReadValue(ref Utf8JsonReader reader, string? type) => (reader.TokenType, type) switch
    {
        (JsonTokenType.True, _) => true,
        (JsonTokenType.False, _) => false,
        (JsonTokenType.Number, Double) => reader.GetDouble(),
        (JsonTokenType.Number, Int64) => reader.GetInt64(),
        // Without an annotation: 1 is an Int32, 1.0 a Double.
        (JsonTokenType.Number, _) => reader.TryGetInt32(out var i) ? (object)i : reader.GetDouble(),
        (JsonTokenType.String, Int64) => long.Parse(reader.GetString()!, CultureInfo.InvariantCulture),
        (JsonTokenType.String, Double) => ReadDouble(reader.GetString()!),
        (JsonTokenType.String, DateTime) => DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        (JsonTokenType.String, Guid) => System.Guid.Parse(reader.GetString()!),
        (JsonTokenType.String, Binary) => reader.GetBytesFromBase64(),
        (JsonTokenType.String, _) => reader.GetString()!,
        _ => throw new JsonException($"A property of type {type ?? reader.TokenType.ToString()} is not known."),
    };

    private static double ReadDouble(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" or "INF" => double.PositiveInfinity,
        "-Infinity" or "-INF" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
