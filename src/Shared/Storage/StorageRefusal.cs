using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure;

namespace Smartlinks.Storage;

/// <summary>Reads the code and text of an error answer: JSON from tables, XML from queues and Event Hubs.</summary>
internal static class StorageRefusal
{
    public static RequestFailedException From(Response response, string what)
    {
        var (code, text) = Read(response);
        return new RequestFailedException(response.Status, $"{what}: {response.Status} {code ?? response.ReasonPhrase} {text}".TrimEnd(), code, null);
    }

    public static string? CodeOf(Response response) => Read(response).Code;

    public static (string? Code, string? Text) Read(Response response)
    {
        var header = response.Headers.TryGetValue("x-ms-error-code", out var code) ? code : null;
        var (bodyCode, text) = response.ContentStream is null ? default : ReadBody(response.Content.ToMemory().Span);
        return (bodyCode ?? header, text);
    }

    public static (string? Code, string? Text) ReadBody(ReadOnlySpan<byte> body)
    {
        body = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        var start = body.IndexOfAnyExcept(" \r\n\t"u8);
        try
        {
            return start < 0 ? default : body[start] switch
            {
                (byte)'{' => ReadJson(body[start..]),
                (byte)'<' => ReadXml(Encoding.UTF8.GetString(body[start..])),
                _ => default,
            };
        }
        catch (Exception e) when (e is JsonException or XmlException or InvalidOperationException or KeyNotFoundException)
        {
            // A proxy's answer, not the service's: the status has to do.
            return default;
        }
    }

    private static (string? Code, string? Text) ReadJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var error = document.RootElement.GetProperty("odata.error");
        return (error.GetProperty("code").GetString(), error.GetProperty("message").GetProperty("value").GetString());
    }

    private static (string? Code, string? Text) ReadXml(string xml)
    {
        var root = XDocument.Parse(xml).Root!;
        return (root.Element("Code")?.Value, (root.Element("Message") ?? root.Element("Detail"))?.Value);
    }
}
