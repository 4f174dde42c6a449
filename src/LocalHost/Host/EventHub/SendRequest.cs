using System.Text;
using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>A send the hub refuses with 400; the message is the answer's detail.</summary>
internal sealed class SendRefusedException(string message) : Exception(message);

/// <summary>Reads the two bodies of the HTTPS interface: one event as it is, or a batch in <c>application/vnd.microsoft.servicebus.json</c>.</summary>
internal static class SendRequest
{
    public const string BatchType = "application/vnd.microsoft.servicebus.json";

    private static readonly byte[] NoProperties = "{}"u8.ToArray();

    public static List<NewEvent> ReadSingle(byte[] body, string? brokerProperties) => [new NewEvent(body, NoProperties, PartitionKeyOf(brokerProperties))];

    /// <exception cref="SendRefusedException">Not such a batch, empty, or with more than one partition key.</exception>
    public static List<NewEvent> ReadBatch(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() == 0)
                throw new SendRefusedException("The batch must be a JSON array of at least one message.");
            List<NewEvent> events = [.. document.RootElement.EnumerateArray().Select(ReadMessage)];
            if (events.Any(item => item.PartitionKey != events[0].PartitionKey))
                throw new SendRefusedException("All messages of a batch must have the same partition key.");
            return events;
        }
        catch (JsonException e)
        {
            throw new SendRefusedException($"The batch is not JSON: {e.Message}");
        }
    }

    private static NewEvent ReadMessage(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("Body", out var body) || body.ValueKind != JsonValueKind.String)
            throw new SendRefusedException("Each message must be an object with a text named Body.");
        string? key = null;
        if (message.TryGetProperty("BrokerProperties", out var broker) && broker.ValueKind == JsonValueKind.Object)
            key = PartitionKeyOf(broker);
        var properties = message.TryGetProperty("UserProperties", out var user) && user.ValueKind == JsonValueKind.Object
            ? Encoding.UTF8.GetBytes(user.GetRawText())
            : NoProperties;
        return new NewEvent(BodyOf(message, body), properties, key);
    }

    private static byte[] BodyOf(JsonElement message, JsonElement body)
    {
        if (!message.TryGetProperty("IsBodyBase64", out var isBase64) || isBase64.ValueKind != JsonValueKind.True)
            return Encoding.UTF8.GetBytes(body.GetString()!);
        return body.TryGetBytesFromBase64(out var bytes) ? bytes : throw new SendRefusedException("IsBodyBase64 is set and Body is not base64.");
    }

    private static string? PartitionKeyOf(string? brokerProperties)
    {
        if (string.IsNullOrEmpty(brokerProperties))
            return null;
        try
        {
            using var document = JsonDocument.Parse(brokerProperties);
            return PartitionKeyOf(document.RootElement);
        }
        catch (JsonException)
        {
            throw new SendRefusedException("The BrokerProperties header is not JSON.");
        }
    }

    private static string? PartitionKeyOf(JsonElement broker) =>
        broker.ValueKind == JsonValueKind.Object && broker.TryGetProperty("PartitionKey", out var key) && key.ValueKind == JsonValueKind.String ? key.GetString() : null;
}
