using System.Text;
using System.Text.Json;
using Azure.Core;

namespace Smartlinks.Support;

/// <summary>Tokens as Entra has them, as far as Azurite looks at them: issuer, audience and lifetime, and a signature that nobody checks.</summary>
public static class EntraToken
{
    public static AccessToken For(string audience)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "https://sts.windows.net/00000000-0000-0000-0000-000000000001/",
            ["aud"] = audience,
            ["nbf"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["iat"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        return new AccessToken($"{Part(new Dictionary<string, object> { ["alg"] = "none", ["typ"] = "JWT" })}.{Part(claims)}.c2ln", now.AddHours(1));
    }

    /// <summary>Whom a token is for; null: it is none.</summary>
    public static string? AudienceOf(string token)
    {
        if (token.Split('.') is not [_, var claims, _]) return null;
        using var document = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(claims));
        return document.RootElement.GetProperty("aud").GetString();
    }

    private static string Part(Dictionary<string, object> claims) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(claims))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
