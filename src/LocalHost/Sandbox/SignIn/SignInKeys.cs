using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.SignIn;

/// <summary>The provider's keys, new with every start: RSA and P-256, and one of each that no key set shows.</summary>
public sealed class SignInKeys : IDisposable
{
    private const string RsaId = "sandbox-rsa";
    private const string CurveId = "sandbox-p256";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _otherRsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public JsonArray PublicKeys()
    {
        var (rsa, point) = (_rsa.ExportParameters(false), _curve.ExportParameters(false).Q);
        return new JsonArray(
            new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = RsaId, ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) },
            new JsonObject { ["kty"] = "EC", ["use"] = "sig", ["alg"] = "ES256", ["crv"] = "P-256", ["kid"] = CurveId, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) });
    }

    public string Sign(JsonObject claims, SignInFaults faults)
    {
        var (algorithm, id) = faults.Has("unsigned") ? ("none", RsaId) : faults.Has("hmac") ? ("HS256", RsaId) : faults.Has("es256") ? ("ES256", CurveId) : ("RS256", RsaId);
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = id };
        var signed = $"{Encode(head)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Signature(algorithm, Encoding.ASCII.GetBytes(signed), faults.Has("otherKey") ? _otherRsa : _rsa))}";
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _otherRsa.Dispose();
        _curve.Dispose();
    }

    private byte[] Signature(string algorithm, byte[] text, RSA rsa) => algorithm switch
    {
        "none" => [],
        // The forgery that takes the public key for a shared secret.
        "HS256" => HMACSHA256.HashData(_rsa.ExportSubjectPublicKeyInfo(), text),
        "ES256" => _curve.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        _ => rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    };

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
