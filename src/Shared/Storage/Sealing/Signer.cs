using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Storage.Sealing;

/// <summary>
/// Signs what goes out and comes back, such as an address in a mail: HMAC-SHA256 (RFC 2104) under keys that are derived for one purpose (HKDF, RFC 5869), so that what was
/// signed for one is worth nothing for another. The first key signs, all of them verify. A signature is <see cref="Length"/> characters of base64url. Thread-safe.
/// </summary>
public sealed class Signer(SealingKeys keys, string purpose)
{
    public const int Length = 43;

    private readonly byte[][] _keys = [.. keys.All.Select(key => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, HMACSHA256.HashSizeInBytes, [], Encoding.UTF8.GetBytes($"smartlinks {purpose}")))];

    public string Sign(string text) => Sign(_keys[0], text);

    /// <summary>Takes as long for a wrong signature as for a right one.</summary>
    public bool IsSigned(string text, string signature)
    {
        var given = Encoding.UTF8.GetBytes(signature);
        var isSigned = false;
        // As text: base64url has more than one form of the same bytes.
        foreach (var key in _keys) isSigned |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(key, text)), given);
        return isSigned;
    }

    private static string Sign(byte[] key, string text) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
