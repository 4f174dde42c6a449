using System.Text;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>One row of a CSV file and the line it starts on, counted from 1.</summary>
public sealed record CsvRow(int Line, IReadOnlyList<string> Fields);

/// <summary>
/// Reads CSV as RFC 4180 has it: UTF-8 with or without a byte order mark, LF or CRLF, quotes doubled inside quotes, line breaks inside quotes.
/// Empty lines are skipped.
/// </summary>
public static class Csv
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(byte[] content, string file)
    {
        try
        {
            return s_strictUtf8.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException invalid)
        {
            var line = 1 + content.AsSpan(0, Math.Clamp(invalid.Index, 0, content.Length)).Count((byte)'\n');
            throw new CatalogueException(file, line, "not UTF-8. Save the file with the encoding UTF-8.");
        }
    }

    public static IEnumerable<CsvRow> Read(string text, string file)
    {
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var row = new CsvRow(line, ReadFields(text, file, ref at, ref line));
            if (row.Fields is not [""])
            {
                yield return row;
            }
        }
    }

    private static List<string> ReadFields(string text, string file, ref int at, ref int line)
    {
        var fields = new List<string>();
        while (true)
        {
            fields.Add(at < text.Length && text[at] == '"' ? ReadQuoted(text, file, ref at, ref line) : ReadPlain(text, ref at));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            if (at < text.Length && text[at] is not '\r' and not '\n')
            {
                throw new CatalogueException(file, line, "text after a closing quote. A quote inside a quoted field is written twice.");
            }

            SkipLineBreak(text, ref at, ref line);
            return fields;
        }
    }

    private static string ReadPlain(string text, ref int at)
    {
        var length = text.AsSpan(at).IndexOfAny(',', '\r', '\n');
        var field = length < 0 ? text[at..] : text.Substring(at, length);
        at += field.Length;
        return field;
    }

    private static string ReadQuoted(string text, string file, ref int at, ref int line)
    {
        var openedOn = line;
        var field = new StringBuilder();
        at++;
        while (true)
        {
            var length = text.AsSpan(at).IndexOf('"');
            if (length < 0)
            {
                throw new CatalogueException(file, openedOn, "a quote is opened and never closed.");
            }

            var part = text.AsSpan(at, length);
            line += part.Count('\n');
            field.Append(part);
            at += length + 1;
            if (at >= text.Length || text[at] != '"')
            {
                return field.ToString();
            }

            field.Append('"');
            at++;
        }
    }

    private static void SkipLineBreak(string text, ref int at, ref int line)
    {
        if (at < text.Length)
        {
            at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
            line++;
        }
    }
}
