using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>Access tokens given out, good for one hour of the story's time. They do not outlive the process. Thread-safe.</summary>
public sealed class SpotifyTokens(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiresAt = new(StringComparer.Ordinal);

    public string Issue()
    {
        var now = clock.GetUtcNow();
        foreach (var (old, expiresAt) in _expiresAt)
        {
            // Kept for a day: a token just out of date is told so, one long gone is unknown.
            if (expiresAt < now - TimeSpan.FromDays(1))
            {
                _expiresAt.TryRemove(old, out _);
            }
        }

        var token = "BQ" + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", 113);
        _expiresAt[token] = now + Lifetime;
        return token;
    }

    /// <summary>Null when the token is good, else what Spotify says of it.</summary>
    public string? FindProblem(string? authorization)
    {
        if (string.IsNullOrEmpty(authorization))
        {
            return "No token provided";
        }

        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return "Only valid bearer authentication supported";
        }

        if (!_expiresAt.TryGetValue(authorization["Bearer ".Length..].Trim(), out var expiresAt))
        {
            return "Invalid access token";
        }

        return clock.GetUtcNow() < expiresAt ? null : "The access token expired";
    }
}
