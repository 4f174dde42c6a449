using System.Globalization;
using System.Text;
using Azure;

namespace Smartlinks.Storage;

/// <summary>
/// The multipart answer to a transaction: a part per action with its ETag, or one part with the refusal whose message starts with the index.
/// Statuses and headers are read from the parts' heads only, so that nothing a row holds can pass for one.
/// </summary>
internal static class TableTransactionAnswer
{
    public static ETag[] Read(ReadOnlyMemory<byte> body, int actions, string table)
    {
        var parts = Parts(Encoding.UTF8.GetString(body.Span)).ToList();
        foreach (var part in parts)
        {
            if (part.Status >= 400)
            {
                throw Refused(part, table);
            }
        }

        return parts.Count == actions
            ? [.. parts.Select(p => p.Version)]
            : throw new RequestFailedException(202, $"A transaction of {actions} actions in table {table} was answered with {parts.Count} parts.");
    }

    private static TableTransactionFailedException Refused(Part part, string table)
    {
        var (code, text) = StorageRefusal.ReadBody(Encoding.UTF8.GetBytes(part.Body));
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var index = colon > 0 && int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var i) ? i : -1;
        return new TableTransactionFailedException(part.Status, code, index, $"Transaction in table {table}: {part.Status} {code} {text}");
    }

    private static IEnumerable<Part> Parts(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
        {
            // The part's own status line stands after the blank line that ends its MIME head.
            if (line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                yield return ReadPart(reader, int.Parse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }
    }

    private static Part ReadPart(StringReader reader, int status)
    {
        var version = default(ETag);
        while (reader.ReadLine() is { Length: > 0 } header)
        {
            if (header.StartsWith("ETag:", StringComparison.OrdinalIgnoreCase))
            {
                version = new ETag(header[5..].Trim());
            }
        }

        var body = new StringBuilder();
        while (reader.ReadLine() is { } line && !line.StartsWith("--", StringComparison.Ordinal))
        {
            body.AppendLine(line);
        }

        return new Part(status, version, body.ToString());
    }

    private sealed record Part(int Status, ETag Version, string Body);
}
