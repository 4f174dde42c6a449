using System.Buffers;
using System.Security.Cryptography;

namespace Smartlinks.Clicks;

/// <summary>
/// Names one producer of clicks: 16 characters of base32 (80 random bits), new for each process start. It is the hub's
/// partition key, and with a sequence number (from 1, without breaks) the identity of a click.
/// </summary>
public static class ProducerId
{
    public const int MaxLength = 32;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, 16);

    /// <summary>1 to <see cref="MaxLength"/> lower-case letters and digits: safe as a partition key and as a file name.</summary>
    public static bool IsValid(ReadOnlySpan<char> id) =>
        id.Length is > 0 and <= MaxLength && !id.ContainsAnyExcept(s_allowed);
}
