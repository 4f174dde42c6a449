using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Smartlinks.Functions.Telemetry;

/// <summary>
/// Writes a log entry as one line of JSON: <c>time</c>, <c>level</c>, <c>category</c>, <c>event</c>, <c>message</c>, the values the message names (<c>values</c>), the host's <c>invocation</c>, <c>trace</c> and
/// <c>span</c> it belongs to, and <c>exception</c>. Writes no scopes: ASP.NET's have the request's path in them.
/// </summary>
public sealed class JsonLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "smartlinks-json";

    private const string Template = "{OriginalFormat}";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (message is null && logEntry.Exception is null) return;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", TimeProvider.System.GetUtcNow().UtcDateTime);
            json.WriteString("level", Text(logEntry.LogLevel));
            json.WriteString("category", logEntry.Category);
            if (logEntry.EventId.Id != 0) json.WriteString("event", logEntry.EventId.Name ?? logEntry.EventId.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("message", message);
            WriteValues(json, logEntry.State as IReadOnlyList<KeyValuePair<string, object?>>);
            WriteOrigin(json);
            if (logEntry.Exception is { } exception) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>>? values)
    {
        if (values is null || values.All(value => value.Key == Template)) return;
        json.WriteStartObject("values");
        foreach (var (name, value) in values) if (name != Template) json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteOrigin(Utf8JsonWriter json)
    {
        if (Activity.Current is not { } activity) return;
        // The innermost one may be a call to a service; the invocation is on the request's.
        for (var each = activity; each is not null; each = each.Parent)
        {
            if (each.GetTagItem(RequestTrace.Invocation) is not string invocation) continue;
            json.WriteString("invocation", invocation);
            break;
        }

        if (activity.IdFormat != ActivityIdFormat.W3C) return;
        json.WriteString("trace", activity.TraceId.ToHexString());
        json.WriteString("span", activity.SpanId.ToHexString());
    }

    private static string Text(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        LogLevel.None => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
