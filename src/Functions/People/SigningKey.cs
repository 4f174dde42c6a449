using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Smartlinks.Functions.People;

/// <summary>One public key of a provider's key set (RFC 7517): RSA of 2,048 bits or more, or one of the NIST curves. It verifies; it never signs.</summary>
public sealed class SigningKey
{
    private const int LeastRsaBits = 2048;

    private static readonly Dictionary<string, (ECCurve Curve, string Algorithm, HashAlgorithmName Hash)> s_curves = new(StringComparer.Ordinal)
    {
        ["P-256"] = (ECCurve.NamedCurves.nistP256, "ES256", HashAlgorithmName.SHA256),
        ["P-384"] = (ECCurve.NamedCurves.nistP384, "ES384", HashAlgorithmName.SHA384),
        ["P-521"] = (ECCurve.NamedCurves.nistP521, "ES512", HashAlgorithmName.SHA512),
    };

    private readonly Func<string, byte[], byte[], bool> _verify;

    private SigningKey(string? id, Func<string, byte[], byte[], bool> verify) => (Id, _verify) = (id, verify);

    /// <summary>Null: the key set names none.</summary>
    public string? Id { get; }

    /// <summary>Null: no key that signs, or of a kind that is not known here.</summary>
    public static SigningKey? Read(JsonElement key)
    {
        if (IdToken.TextOf(key, "use") is not (null or "sig")) return null;
        try
        {
            return IdToken.TextOf(key, "kty") switch
            {
                "RSA" => OfRsa(key),
                "EC" => OfCurve(key),
                _ => null,
            };
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <param name="algorithm">As the token names it: it has to be one of this key's kind, so that no token chooses how it is checked.</param>
    public bool IsSigned(string algorithm, byte[] content, byte[] signature) => _verify(algorithm, content, signature);

    /// <summary>Whether tokens under it are looked at at all; <c>none</c> and shared secrets are not.</summary>
    public static bool IsKnown(string algorithm) => RsaOf(algorithm) is not null || s_curves.Values.Any(curve => curve.Algorithm == algorithm);

    private static SigningKey? OfRsa(JsonElement key)
    {
        var parameters = new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") };
        if (parameters.Modulus!.Length * 8 < LeastRsaBits) return null;
        return new SigningKey(IdToken.TextOf(key, "kid"), (algorithm, content, signature) =>
        {
            if (RsaOf(algorithm) is not var (hash, padding)) return false;
            using var rsa = RSA.Create(parameters);
            return rsa.VerifyData(content, signature, hash, padding);
        });
    }

    private static SigningKey? OfCurve(JsonElement key)
    {
        if (!s_curves.TryGetValue(IdToken.TextOf(key, "crv") ?? "", out var known)) return null;
        var parameters = new ECParameters { Curve = known.Curve, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } };
        return new SigningKey(IdToken.TextOf(key, "kid"), (algorithm, content, signature) =>
        {
            if (algorithm != known.Algorithm) return false;
            using var curve = ECDsa.Create(parameters);
            return curve.VerifyData(content, signature, known.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        });
    }

    private static (HashAlgorithmName Hash, RSASignaturePadding Padding)? RsaOf(string algorithm) => algorithm switch
    {
        "RS256" => (HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS384" => (HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        "RS512" => (HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "PS256" => (HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        _ => null,
    };

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(IdToken.TextOf(key, name) ?? throw new FormatException($"A key has no {name}."));
}
