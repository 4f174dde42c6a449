using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Storage.Sealing;

/// <summary>
/// Seals secrets for storage with AES-256-GCM (NIST SP 800-38D): nobody without the key reads them, changes them, or puts them in another place unseen. A sealed text is
/// <c>{key's version}.{base64url of nonce, tag and ciphertext}</c>. The nonce is random, so one key is good for some 2³² texts: rotate it long before. Thread-safe.
/// </summary>
public sealed class Sealer(SealingKeys keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <param name="place">Where it is stored: table, partition, row and column. It opens there only.</param>
    public string Seal(ReadOnlySpan<byte> secret, string place)
    {
        var sealedBytes = new byte[NonceBytes + TagBytes + secret.Length];
        var (nonce, tag, text) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Find(keys.Current)!, TagBytes);
        aes.Encrypt(nonce, secret, text, tag, Bound(keys.Current, place));
        return $"{keys.Current}.{Base64Url.EncodeToString(sealedBytes)}";
    }

    /// <summary>False: sealed under a key that is gone, for another place, or changed since.</summary>
    public bool TryOpen(string sealedText, string place, [NotNullWhen(true)] out byte[]? secret)
    {
        secret = null;
        if (VersionOf(sealedText) is not { } version || keys.Find(version) is not { } key) return false;
        var sealedBytes = Decode(sealedText.AsSpan(version.Length + 1));
        if (sealedBytes.Length < NonceBytes + TagBytes) return false;
        var (nonce, tag, text) = Parts(sealedBytes);
        var opened = new byte[text.Length];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(nonce, text, tag, opened, Bound(version, place));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        secret = opened;
        return true;
    }

    /// <summary>Version of the key that seals now.</summary>
    public string CurrentVersion => keys.Current;

    /// <summary>Whether it was sealed under the key that seals now; else it is to be sealed anew.</summary>
    public bool IsCurrent(string sealedText) => VersionOf(sealedText) == keys.Current;

    /// <summary>Version of the key it was sealed under; null: it is no sealed text.</summary>
    public static string? VersionOf(string sealedText) => sealedText.IndexOf('.', StringComparison.Ordinal) is > 0 and var at ? sealedText[..at] : null;

    private static byte[] Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var length) ? bytes[..length] : [];
    }

    private static byte[] Bound(string version, string place) => Encoding.UTF8.GetBytes($"{version}\n{place}");

    private static SealedParts Parts(Span<byte> sealedBytes) => new(sealedBytes[..NonceBytes], sealedBytes[NonceBytes..(NonceBytes + TagBytes)], sealedBytes[(NonceBytes + TagBytes)..]);

    private readonly ref struct SealedParts(Span<byte> nonce, Span<byte> tag, Span<byte> text)
    {
        private readonly Span<byte> _nonce = nonce;
        private readonly Span<byte> _tag = tag;
        private readonly Span<byte> _text = text;

        public void Deconstruct(out Span<byte> nonce, out Span<byte> tag, out Span<byte> text)
        {
            nonce = _nonce;
            tag = _tag;
            text = _text;
        }
    }
}
