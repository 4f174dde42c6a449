using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// The named values of one invocation, encoded as the host encodes them for a handler: bytes become base64, instants lose their
/// fractions of a second, JSON objects stay inline, and everything else becomes a JSON text that contains JSON.
/// Names are compared without case: a later value replaces an earlier one and keeps the earlier name.
/// </summary>
internal sealed class BindingData
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Dictionary<string, (string Name, object Value)> values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets a value; null and what the host leaves out (names that end with "trigger") are not kept.</summary>
    /// <param name="value">byte[], DateTime, DateTimeOffset, <see cref="InlineJson"/>, <see cref="EncodedJson"/> (an array or literal), string, long or bool.</param>
    public BindingData Set(string name, object? value)
    {
        if (value is not null && !name.EndsWith("trigger", StringComparison.OrdinalIgnoreCase))
            values[name] = (values.TryGetValue(name, out var earlier) ? earlier.Name : name, value);
        return this;
    }

    /// <summary>
    /// When the trigger's text is a JSON object its top-level properties join the metadata, over what is there, save null ones and arrays.
    /// </summary>
    public BindingData Merge(string triggerText)
    {
        var start = triggerText.AsSpan().TrimStart();
        if (start.IsEmpty || start[0] != '{')
            return this;
        try
        {
            using var document = JsonDocument.Parse(triggerText);
            foreach (var property in document.RootElement.EnumerateObject())
                Set(property.Name, MergedValue(property.Value));
        }
        catch (JsonException)
        {
            // A text that only looks like JSON adds nothing.
        }
        return this;
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in values.Values)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }
        writer.WriteEndObject();
    }

    public static Utf8JsonWriter CreateWriter(IBufferWriter<byte> buffer) => new(buffer, Writing);

    /// <summary>Builds an inline object or an encoded array with a writer.</summary>
    public static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = CreateWriter(buffer))
            write(writer);
        return buffer.WrittenMemory;
    }

    public static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case DateTimeOffset instant:
                writer.WriteStringValue(instant.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
                break;
            case DateTime instant:
                writer.WriteStringValue(instant.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
                break;
            case InlineJson inline:
                writer.WriteRawValue(inline.Utf8.Span, skipInputValidation: true);
                break;
            case EncodedJson encoded:
                writer.WriteStringValue(encoded.Utf8.Span);
                break;
            case string text:
                writer.WriteStringValue(Json(inner => inner.WriteStringValue(text)).Span);
                break;
            case bool flag:
                writer.WriteStringValue(flag ? "true" : "false");
                break;
            case long number:
                writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException($"No encoding for {value.GetType()}.", nameof(value));
        }
    }

    // The host's JSON reader turns every literal into a text of the invariant culture, dates included.
    private static object? MergedValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Array => null,
        JsonValueKind.Object => new InlineJson(Encoding.UTF8.GetBytes(value.GetRawText())),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.String => DateText(value.GetString()!),
        _ => value.TryGetInt64(out _) ? value.GetRawText() : value.GetDouble().ToString(CultureInfo.InvariantCulture),
    };

    private static string DateText(string text)
    {
        var looksLikeDate = text.Length is >= 19 and <= 40 && char.IsAsciiDigit(text[0]) && text[10] == 'T';
        return looksLikeDate && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date)
            ? date.ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture)
            : text;
    }
}

/// <summary>A JSON object, written as it is.</summary>
internal sealed record InlineJson(ReadOnlyMemory<byte> Utf8);

/// <summary>JSON that is no object: written as a text that contains it.</summary>
internal sealed record EncodedJson(ReadOnlyMemory<byte> Utf8);
