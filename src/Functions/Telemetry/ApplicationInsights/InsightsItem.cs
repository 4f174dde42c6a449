using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Smartlinks.Functions.Telemetry.ApplicationInsights;

/// <summary>
/// Writes items as Application Insights' ingestion takes them: one JSON object a line, an envelope around a body of the kind that <c>baseType</c> names (schemas: github.com/microsoft/ApplicationInsights-Home,
/// EndpointSpecs).
/// </summary>
internal static class InsightsItem
{
    /// <param name="context">Tags such as <c>ai.operation.id</c>; null values are left out.</param>
    public static void Write(IBufferWriter<byte> to, InsightsConnection connection, TelemetryTargets source, string type, DateTimeOffset time, long weight,
        IEnumerable<(string Name, string? Value)> context, Action<Utf8JsonWriter> writeBody)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("name", $"Microsoft.ApplicationInsights.{type.Replace("Data", "", StringComparison.Ordinal)}");
        json.WriteString("time", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        if (weight > 1) json.WriteNumber("sampleRate", 100d / weight);
        json.WriteString("iKey", connection.Key);
        json.WriteStartObject("tags");
        json.WriteString("ai.cloud.role", source.Name);
        if (source.Instance is { } instance) json.WriteString("ai.cloud.roleInstance", instance);
        // Else the sender's address would be kept as the visitor's.
        json.WriteString("ai.location.ip", "0.0.0.0");
        json.WriteString("ai.internal.sdkVersion", "smartlinks:1");
        foreach (var (name, value) in context) if (value is not null) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartObject("data");
        json.WriteString("baseType", type);
        json.WriteStartObject("baseData");
        json.WriteNumber("ver", 2);
        writeBody(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        to.Write("\n"u8);
    }

    public static void WriteProperties(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> properties)
    {
        json.WriteStartObject("properties");
        foreach (var (name, value) in properties) json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    /// <summary>Days, hours, minutes, seconds and their fraction.</summary>
    public static string Text(TimeSpan duration) => duration.ToString(@"d\.hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture);
}
