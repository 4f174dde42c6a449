using System.Text.Json;

namespace Smartlinks.Functions.Hosting;

/// <summary>What had a function called.</summary>
public enum TriggerKind
{
    Timer,
    Queue,
    EventHub,
}

/// <summary>
/// What the Functions host posts for a trigger that is not HTTP. Strings arrive as JSON inside a JSON string, sometimes only once encoded (base64):
/// <see cref="Unwrap"/> takes both. Metadata may be overwritten by properties of the message itself, so nothing here trusts it that a message could carry.
/// </summary>
public sealed class Invocation(JsonElement root)
{
    public static async Task<Invocation> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
        return new Invocation(document.RootElement.Clone());
    }

    /// <summary>The text of a queue message.</summary>
    public string Text(string binding) =>
        Unwrap(Member("Data", binding)) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : Unwrap(Member("Data", binding)).GetRawText();

    /// <summary>The texts of an event batch.</summary>
    public IReadOnlyList<string> Texts(string binding) =>
        [.. Unwrap(Member("Data", binding)).EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())];

    public IReadOnlyList<long> Numbers(string metadata) =>
        [.. Unwrap(Member("Metadata", metadata)).EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? long.Parse(item.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : item.GetInt64())];

    /// <summary>Instants as Event Hubs has them: UTC without a zone mark; whole seconds.</summary>
    public IReadOnlyList<DateTimeOffset> Instants(string metadata) =>
        [.. Unwrap(Member("Metadata", metadata)).EnumerateArray().Select(item => DateTimeOffset.Parse(item.GetString()!, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal))];

    /// <summary>By what it brings; all of this app's queue functions call it <c>item</c>, those of the hub <c>events</c>.</summary>
    public TriggerKind Trigger => Has("item") ? TriggerKind.Queue : Has("events") ? TriggerKind.EventHub : TriggerKind.Timer;

    public string HubPartition => Member("Metadata", "PartitionContext").GetProperty("PartitionId").GetString()!;

    private bool Has(string binding) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("Data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty(binding, out _);

    private JsonElement Member(string part, string name) =>
        root.TryGetProperty(part, out var section) && section.TryGetProperty(name, out var value) ? value : throw new FormatException($"The invocation has no {part}.{name}.");

    private static JsonElement Unwrap(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return value;
        try
        {
            using var inner = JsonDocument.Parse(value.GetString()!);
            return inner.RootElement.Clone();
        }
        catch (JsonException)
        {
            return value;
        }
    }
}
