using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Organizations;

/// <summary>
/// A key as its holder has it: <c>sl_{id}_{secret}</c>. The id finds the stored row, the secret (32 characters, about 157 random bits)
/// is kept nowhere but in the holder's hands; the row has its SHA-256 only, which needs no salt or stretching at that entropy.
/// </summary>
public sealed record ApiKey
{
    private const string Alphabet = "23456789abcdefghjkmnpqrstvwxyz";
    private const int IdLength = 10;
    private const int SecretLength = 32;

    private ApiKey(string id, string secret) => (Id, Secret) = (id, secret);

    public string Id { get; }

    private string Secret { get; }

    public static ApiKey New(IIdSource ids) => new(ids.NewText(Alphabet, IdLength), ids.NewText(Alphabet, SecretLength));

    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKey? key)
    {
        key = null;
        if (text is null || text.Length != 4 + IdLength + SecretLength || !text.StartsWith("sl_", StringComparison.Ordinal) || text[3 + IdLength] != '_')
            return false;
        var id = text.Substring(3, IdLength);
        var secret = text[(4 + IdLength)..];
        if (!IsId(id) || secret.AsSpan().IndexOfAnyExcept(Alphabet) >= 0) return false;
        key = new ApiKey(id, secret);
        return true;
    }

    /// <summary>Whether it can be the part of a key that names it.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.AsSpan().IndexOfAnyExcept(Alphabet) < 0;

    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    public bool Matches(ReadOnlySpan<byte> storedHash) => CryptographicOperations.FixedTimeEquals(Hash(), storedHash);

    /// <summary>The whole key, to be shown once to the one who asked for it.</summary>
    public string Reveal() => $"sl_{Id}_{Secret}";

    /// <summary>Safe to log: the id, never the secret.</summary>
    public override string ToString() => $"sl_{Id}_…";
}
