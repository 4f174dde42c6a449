using System.Buffers;
using System.Text;

namespace Smartlinks.Clicks;

/// <summary>
/// Percent-encodes text so that the result is printable ASCII which separates fields and needs no escaping in JSON,
/// not even by encoders that escape what HTML or a URL would.
/// </summary>
internal static class FieldText
{
    /// <summary>No character of UTF-16 needs more: three bytes of UTF-8, each as <c>%XX</c>.</summary>
    public const int MaxBytesPerChar = 9;

    private static readonly SearchValues<char> s_safe = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$*()/:?@[]^{|} #");

    /// <summary>Returns the bytes written; unpaired surrogates become U+FFFD.</summary>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> to)
    {
        if (!text.ContainsAnyExcept(s_safe))
            return Encoding.ASCII.GetBytes(text, to);
        int length = 0;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && s_safe.Contains((char)rune.Value))
            {
                to[length++] = (byte)rune.Value;
                continue;
            }
            int bytes = rune.EncodeToUtf8(utf8);
            for (int i = 0; i < bytes; i++)
            {
                to[length++] = (byte)'%';
                to[length++] = HexDigit(utf8[i] >> 4);
                to[length++] = HexDigit(utf8[i] & 15);
            }
        }
        return length;
    }

    /// <summary>False when a percent sign is not followed by two hexadecimal digits or the text is longer than <paramref name="to"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, Span<char> to, out int length)
    {
        length = 0;
        Span<byte> utf8 = encoded.Length <= 1024 ? stackalloc byte[encoded.Length] : new byte[encoded.Length];
        int bytes = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%')
            {
                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2]))
                    return false;
                utf8[bytes++] = (byte)((HexValue(encoded[i + 1]) << 4) | HexValue(encoded[i + 2]));
                i += 2;
            }
            else if (encoded[i] < 128)
            {
                utf8[bytes++] = (byte)encoded[i];
            }
            else
            {
                return false;
            }
        }
        return Encoding.UTF8.TryGetChars(utf8[..bytes], to, out length);
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
