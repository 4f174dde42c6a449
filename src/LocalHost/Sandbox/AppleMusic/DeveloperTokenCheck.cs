using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Smartlinks.LocalHost.Sandbox.AppleMusic;

/// <summary>
/// Holds a developer token against the one key that the sandbox knows: ES256, key id, team, not before its time, not after its end, and at most six months long.
/// </summary>
public sealed class DeveloperTokenCheck
{
    /// <summary>Apple's bound: 15,777,000 seconds.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(15_777_000);

    private readonly ECParameters _key;
    private readonly TimeProvider _clock;
    private readonly string _teamId;
    private readonly string _keyId;

    public DeveloperTokenCheck(SandboxOptions options, TimeProvider clock)
    {
        (_clock, _teamId, _keyId) = (clock, options.AppleMusicTeamId, options.AppleMusicKeyId);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(options.AppleMusicPrivateKey), out _);
        _key = key.ExportParameters(includePrivateParameters: false);
    }

    /// <summary>Null when the token is good, else what is wrong with it.</summary>
    public string? FindProblem(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return "A developer token is missing";
        }

        var parts = authorization["Bearer ".Length..].Trim().Split('.');
        try
        {
            return parts.Length == 3 ? FindProblem(parts) : "The developer token is no JSON Web Token";
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "The developer token cannot be read";
        }
    }

    /// <summary>Whether a good token may be used on pages of an origin: one that names none may be used on all.</summary>
    public static bool IsFor(string token, string origin)
    {
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
        return !claims.RootElement.TryGetProperty("origin", out var origins) || origins.EnumerateArray().Any(each => each.GetString() == origin);
    }

    private string? FindProblem(string[] parts)
    {
        using var head = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        if (head.RootElement.GetProperty("alg").GetString() != "ES256")
        {
            return "The developer token is not signed with ES256";
        }

        if (head.RootElement.GetProperty("kid").GetString() != _keyId)
        {
            return "The key id is not known";
        }

        if (!IsSigned(parts))
        {
            return "The signature is wrong";
        }

        if (claims.RootElement.GetProperty("iss").GetString() != _teamId)
        {
            return "The team is not known";
        }

        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat").GetInt64());
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64());
        var now = _clock.GetUtcNow();
        return issuedAt > now ? "The developer token is from a time to come"
            : expiresAt <= now ? "The developer token has expired"
            : expiresAt - issuedAt > LongestLife ? "The developer token is good for more than six months" : null;
    }

    private bool IsSigned(string[] parts)
    {
        using var key = ECDsa.Create(_key);
        return key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
