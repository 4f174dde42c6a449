using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Smartlinks.Storage;

/// <summary>The body of a batch send ("Send batch events"). In a batch the partition key counts per message, not as a header.</summary>
public static class EventHubBatch
{
    /// <summary>Bytes of a batch as sent: 1 MB, the standard tier's limit.</summary>
    public const int MaxBytes = 1_000_000;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Throws <see cref="ArgumentException"/> for an empty batch and for one over <see cref="MaxBytes"/>.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<string> events, string partitionKey)
    {
        if (events.Count == 0)
        {
            throw new ArgumentException("A batch has at least one event.", nameof(events));
        }

        var buffer = new ArrayBufferWriter<byte>(256 * events.Count);
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartArray();
        foreach (var body in events)
        {
            json.WriteStartObject();
            json.WriteString("Body"u8, body);
            json.WriteStartObject("BrokerProperties"u8);
            json.WriteString("PartitionKey"u8, partitionKey);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenCount <= MaxBytes
            ? buffer.WrittenMemory
            : throw new ArgumentException($"The batch takes {buffer.WrittenCount} bytes; at most {MaxBytes} fit.", nameof(events));
    }
}
