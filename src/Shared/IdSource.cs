using System.Security.Cryptography;

namespace Smartlinks;

/// <summary>Where ids come from: one port, so that tests decide them.</summary>
public interface IIdSource
{
    /// <summary>26 lower-case Crockford base32 characters, ordered by creation time to the millisecond, 80 random bits.</summary>
    string NewUlid();

    /// <summary><paramref name="length"/> random characters of <paramref name="alphabet"/>, each equally likely.</summary>
    string NewText(string alphabet, int length);
}

/// <summary>Ids from the operating system's random source.</summary>
public sealed class RandomIdSource(TimeProvider time) : IIdSource
{
    public string NewUlid()
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        return Ulid.Write(time.GetUtcNow().ToUnixTimeMilliseconds(), random);
    }

    public string NewText(string alphabet, int length) => RandomNumberGenerator.GetString(alphabet, length);
}

/// <summary>The text form of time-ordered ids (<see href="https://github.com/ulid/spec"/>, lower case here).</summary>
public static class Ulid
{
    public const int Length = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string Write(long unixMilliseconds, ReadOnlySpan<byte> tenBytes)
    {
        Span<char> text = stackalloc char[Length];
        for (var i = 9; i >= 0; i--, unixMilliseconds >>= 5) text[i] = Alphabet[(int)(unixMilliseconds & 31)];
        for (var i = 0; i < 16; i++)
        {
            var bit = i * 5;
            var pair = (tenBytes[bit / 8] << 8) | (bit / 8 + 1 < 10 ? tenBytes[bit / 8 + 1] : 0);
            text[10 + i] = Alphabet[(pair >> (11 - bit % 8)) & 31];
        }

        return new string(text);
    }

    public static bool IsValid(ReadOnlySpan<char> text) => text.Length == Length && text.IndexOfAnyExcept(Alphabet) < 0;

    /// <summary>The mirror image in the alphabet: sorts newest first where the id itself sorts oldest first. Its own inverse.</summary>
    public static string Invert(ReadOnlySpan<char> ulid)
    {
        Span<char> text = stackalloc char[ulid.Length];
        for (var i = 0; i < ulid.Length; i++) text[i] = Alphabet[31 - Alphabet.IndexOf(ulid[i], StringComparison.Ordinal)];
        return new string(text);
    }
}
