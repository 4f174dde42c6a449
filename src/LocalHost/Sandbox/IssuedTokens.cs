using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>What a service knows of an access token.</summary>
public enum TokenState
{
    /// <summary>Never given out, or long gone.</summary>
    Unknown,

    Expired,

    Good,
}

/// <summary>Access tokens a service gave out, by the story's clock. They do not outlive the process. Thread-safe.</summary>
/// <param name="prefix">What the service's tokens begin with.</param>
/// <param name="length">Characters after it.</param>
public sealed class IssuedTokens(TimeProvider clock, TimeSpan lifetime, string prefix, int length)
{
    /// <summary>How long a token that is out of date is still told from one that never was.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiresAt = new(StringComparer.Ordinal);

    public string Issue()
    {
        var now = clock.GetUtcNow();
        foreach (var old in _expiresAt.Where(token => token.Value < now - s_memory).Select(token => token.Key)) _expiresAt.TryRemove(old, out _);
        var token = prefix + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", length);
        _expiresAt[token] = now + lifetime;
        return token;
    }

    public TokenState StateOf(string token) =>
        !_expiresAt.TryGetValue(token.Trim(), out var expiresAt) ? TokenState.Unknown : clock.GetUtcNow() < expiresAt ? TokenState.Good : TokenState.Expired;
}
