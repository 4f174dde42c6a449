using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>
/// What fans allowed at one service: codes, good once and for ten minutes of the story, and the tokens they bring. Codes, and which refresh tokens were changed for
/// others, do not outlive the process; tokens do. Thread-safe.
/// </summary>
/// <param name="secrets">Where what is given is noted; null: nowhere.</param>
public sealed class FanGrants(ConsentRules rules, FaultBoard faults, TimeProvider clock, SecretRecord? secrets = null)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    private readonly FanTokens _tokens = new(rules.Service);
    private readonly ConcurrentDictionary<string, Pending> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _givenBack = new(StringComparer.Ordinal);

    /// <summary>The code for which the app gets its tokens.</summary>
    /// <param name="challenge">S256 of the verifier (RFC 7636 §4.2).</param>
    public string Consent(string fan, string scope, string redirectUri, string challenge)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _codes.Where(code => code.Value.EndsAt < now).Select(code => code.Key)) _codes.TryRemove(old, out _);
        var code = Random(64);
        secrets?.Keep(rules.Service, "code", code);
        _codes[code] = new Pending(NewGrant(fan, scope), redirectUri, challenge, now + CodeLifetime);
        return code;
    }

    /// <summary>As if the fan had consented and the app had come with the code.</summary>
    public GivenTokens Give(string fan, string scope) => Give(NewGrant(fan, scope), 0, true);

    /// <summary>Null tokens with why the code is none; it is spent all the same.</summary>
    public (GivenTokens? Tokens, string Problem) Redeem(string code, string redirectUri, string verifier)
    {
        if (!_codes.TryRemove(code, out var pending)) return (null, "Invalid authorization code");
        if (clock.GetUtcNow() >= pending.EndsAt) return (null, "Authorization code expired");
        if (redirectUri != pending.RedirectUri) return (null, "Invalid redirect URI");
        return IsVerifier(verifier, pending.Challenge) ? (Give(pending.Grant, 0, true), "") : (null, "code_verifier was incorrect");
    }

    public (GivenTokens? Tokens, string Problem) Refresh(string refreshToken)
    {
        if (_tokens.Read(refreshToken) is not { IsRefresh: true } token) return (null, "Invalid refresh token");
        var fan = token.Grant.Fan;
        if (_givenBack.ContainsKey(token.Grant.Id) || faults.Take(rules.Service, FaultKind.Revoked, fan) is not null) return (null, "Refresh token revoked");
        var isOver = rules.GrantMonths is { } months && clock.GetUtcNow() >= token.Grant.ConsentedAt.AddMonths(months);
        if (isOver || faults.Take(rules.Service, FaultKind.ExpiredGrants, fan) is not null) return (null, "Refresh token expired");
        lock (_numbers)
        {
            if (token.Number < _numbers.GetValueOrDefault(token.Grant.Id)) return (null, "Refresh token was used");
            if (faults.Take(rules.Service, FaultKind.RotateTokens, fan) is null) return (Give(token.Grant, token.Number, false), "");
            return (Give(token.Grant, _numbers[token.Grant.Id] = token.Number + 1, true), "");
        }
    }

    /// <summary>Ends the grant that a token of either kind stands for, as long as this process lives. False for what is no token.</summary>
    public bool TryGiveBack(string token) => _tokens.Read(token) is { } known && (_givenBack[known.Grant.Id] = true);

    /// <summary>What an access token is worth, and whose it is when it is good.</summary>
    public (TokenState State, FanGrant? Grant) Read(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal)) return (TokenState.Unknown, null);
        if (_tokens.Read(authorization["Bearer ".Length..].Trim()) is not { IsRefresh: false } token) return (TokenState.Unknown, null);
        if (clock.GetUtcNow() >= token.IssuedAt + rules.AccessLifetime) return (TokenState.Expired, null);
        return !_givenBack.ContainsKey(token.Grant.Id) && faults.Take(rules.Service, FaultKind.Revoked, token.Grant.Fan) is null ? (TokenState.Good, token.Grant) : (TokenState.Unknown, null);
    }

    private GivenTokens Give(FanGrant grant, int number, bool withRefresh)
    {
        var now = clock.GetUtcNow();
        var refresh = withRefresh ? _tokens.Write(new FanToken(true, grant, number, now)) : null;
        var access = _tokens.Write(new FanToken(false, grant, number, now));
        secrets?.Keep(rules.Service, "access_token", access);
        secrets?.Keep(rules.Service, "refresh_token", refresh);
        return new GivenTokens(access, refresh, grant.Scope, rules.AccessLifetime);
    }

    private FanGrant NewGrant(string fan, string scope) => new(Random(16), fan, scope, clock.GetUtcNow());

    private static bool IsVerifier(string verifier, string challenge) =>
        verifier.Length is >= 43 and <= 128 && Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier))) == challenge;

    private static string Random(int length) => RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", length);

    private sealed record Pending(FanGrant Grant, string RedirectUri, string Challenge, DateTimeOffset EndsAt);
}
