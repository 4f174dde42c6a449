using System.Text.Json;

namespace Smartlinks.Functions.People;

/// <summary>What an id token has to say to be this sign-in's.</summary>
/// <param name="Nonce">What was sent along when the sign-in was begun.</param>
public sealed record IdTokenExpectation(string Issuer, string ClientId, string Nonce);

/// <summary>Judges what an id token says (OpenID Connect Core §3.1.3.7), its signature apart. Pure.</summary>
public static class IdTokenRules
{
    /// <summary>How far the clocks of provider and deployment may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private const int MostSubject = 255;

    /// <summary>Null: it is good.</summary>
    public static SignInRefusal? Judge(JsonElement claims, IdTokenExpectation expected, DateTimeOffset now)
    {
        if (IdToken.TextOf(claims, "iss") != expected.Issuer) return SignInRefusal.Issuer;
        if (!IsFor(claims, expected.ClientId)) return SignInRefusal.Audience;
        if (At(claims, "exp") is not { } expires || now >= expires + Skew) return SignInRefusal.Expired;
        if (At(claims, "iat") is not { } issued || issued > now + Skew || (claims.TryGetProperty("nbf", out _) && !(At(claims, "nbf") <= now + Skew))) return SignInRefusal.NotYet;
        if (expected.Nonce.Length == 0 || IdToken.TextOf(claims, "nonce") != expected.Nonce) return SignInRefusal.Nonce;
        return IdToken.TextOf(claims, "sub") is { Length: > 0 and <= MostSubject } subject && !subject.Any(char.IsControl) ? null : SignInRefusal.Subject;
    }

    /// <summary>For this client, and, where it is for others as well, given out for this one.</summary>
    private static bool IsFor(JsonElement claims, string client)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return false;
        var party = claims.TryGetProperty("azp", out _) ? IdToken.TextOf(claims, "azp") ?? "" : null;
        if (audience.ValueKind == JsonValueKind.String) return audience.GetString() == client && (party is null || party == client);
        if (audience.ValueKind != JsonValueKind.Array) return false;
        var all = audience.EnumerateArray().Select(each => each.ValueKind == JsonValueKind.String ? each.GetString() : null).ToList();
        return all.Contains(client) && (party == client || (party is null && all.Count == 1));
    }

    private static DateTimeOffset? At(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_000 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
}
