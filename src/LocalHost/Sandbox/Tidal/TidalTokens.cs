using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>Access tokens given out, good for a day of the story's time. They do not outlive the process. Thread-safe.</summary>
public sealed class TidalTokens(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiresAt = new(StringComparer.Ordinal);

    public string Issue()
    {
        var now = clock.GetUtcNow();
        foreach (var (old, expiresAt) in _expiresAt)
        {
            // Kept for a day more: a token just out of date is told so, one long gone is unknown.
            if (expiresAt < now - Lifetime)
            {
                _expiresAt.TryRemove(old, out _);
            }
        }

        var token = "ey" + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", 120);
        _expiresAt[token] = now + Lifetime;
        return token;
    }

    /// <summary>Null when the token is good, else what is wrong with it.</summary>
    public string? FindProblem(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return "An access token is missing";
        }

        if (!_expiresAt.TryGetValue(authorization["Bearer ".Length..].Trim(), out var expiresAt))
        {
            return "The access token is not valid";
        }

        return clock.GetUtcNow() < expiresAt ? null : "The access token has expired";
    }
}
