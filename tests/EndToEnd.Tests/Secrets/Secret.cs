using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>Something that opens something, or is somebody's alone. Its text does not show it.</summary>
/// <param name="Kind">What it is, as a place that may have it names it.</param>
/// <param name="Value">Bytes as Latin-1 where it is none of text.</param>
internal sealed record Secret(string Kind, string Value)
{
    /// <summary>Shorter ones are looked for as a whole: half of them could be anything.</summary>
    private const int ShortestInHalves = 24;

    /// <summary>Both halves, so that a part of it is found as well.</summary>
    public IEnumerable<string> Parts => Value.Length < ShortestInHalves ? [Value] : [Value[..(Value.Length / 2)], Value[(Value.Length / 2)..]];

    /// <summary>Every form in which it could lie somewhere, given as Latin-1.</summary>
    public IEnumerable<string> Forms => Parts.SelectMany(FormsOf).Distinct();

    public override string ToString() => Kind;

    private static IEnumerable<string> FormsOf(string part)
    {
        var bytes = Encoding.Latin1.GetBytes(part);
        yield return part;
        yield return string.Concat(part.Select(character => character + "\0"));
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return JsonEncodedText.Encode(part).Value;
        yield return WebUtility.HtmlEncode(part);
        yield return Uri.EscapeDataString(part);
        yield return WebUtility.UrlEncode(part);
        yield return LowerEscapes(Uri.EscapeDataString(part));
        foreach (var form in InBase64(bytes)) yield return form;
    }

    /// <summary>Inside of a longer text in base64 it begins at the first, second or third byte of four characters; the characters at its ends are its neighbors' as well.</summary>
    private static IEnumerable<string> InBase64(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            var padded = new byte[before + bytes.Length];
            bytes.CopyTo(padded, before);
            var whole = padded.Length / 3 * 3;
            var from = before == 0 ? 0 : 4;
            yield return Convert.ToBase64String(padded, 0, whole)[from..];
            yield return Base64Url.EncodeToString(padded.AsSpan(0, whole))[from..];
        }
    }

    private static string LowerEscapes(string text) => System.Text.RegularExpressions.Regex.Replace(text, "%[0-9A-F]{2}", match => match.Value.ToLowerInvariant());
}
