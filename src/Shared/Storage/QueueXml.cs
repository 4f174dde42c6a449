using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Azure;

namespace Smartlinks.Storage;

/// <summary>Queue messages as the Queue service's XML.</summary>
internal static class QueueXml
{
    /// <summary>Base64 needs no escaping.</summary>
    public static string Message(ReadOnlySpan<byte> body) =>
        $"<QueueMessage><MessageText>{Convert.ToBase64String(body)}</MessageText></QueueMessage>";

    public static IReadOnlyList<QueueMessage> ReadMessages(Response response) => [.. Elements(response).Select(Read)];

    public static SendReceipt ReadReceipt(Response response)
    {
        var message = Elements(response).Single();
        return new SendReceipt(Text(message, "MessageId"), Text(message, "PopReceipt"));
    }

    /// <summary>Null when the text is not base64.</summary>
    public static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length * 3 / 4];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static IEnumerable<XElement> Elements(Response response)
    {
        // Other writers may have put characters that XML 1.0 forbids, as references.
        using var reader = XmlReader.Create(response.Content.ToStream(), new XmlReaderSettings { CheckCharacters = false });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!.Elements("QueueMessage");
    }

    private static QueueMessage Read(XElement message)
    {
        var text = message.Element("MessageText")?.Value ?? "";
        return new QueueMessage(Text(message, "MessageId"), Text(message, "PopReceipt"), Decode(text), text,
            long.Parse(Text(message, "DequeueCount"), CultureInfo.InvariantCulture),
            Time(message, "InsertionTime"), Time(message, "ExpirationTime"), Time(message, "TimeNextVisible"));
    }

    private static string Text(XElement message, string name) =>
        message.Element(name)?.Value ?? throw new XmlException($"A queue message without {name}.");

    private static DateTimeOffset Time(XElement message, string name) =>
        DateTimeOffset.Parse(Text(message, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
