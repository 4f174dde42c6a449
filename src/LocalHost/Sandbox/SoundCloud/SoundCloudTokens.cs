using System.Collections.Concurrent;
using System.Security.Cryptography;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Controls.Meters;

namespace Smartlinks.LocalHost.Sandbox.SoundCloud;

/// <summary>
/// Access tokens given out, good for one hour of the story's time, each with a refresh token that is good once. An app gets 50 by its own credentials in
/// any 12 hours; renewing is not counted. They do not outlive the process. Thread-safe.
/// </summary>
public sealed class SoundCloudTokens(TimeProvider clock) : IReportMeters
{
    public const int MostByCredentials = 50;
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan Window = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiresAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refreshTokens = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _given = new();
    private long _asked;
    private long _refused;
    private int _peak;

    /// <summary>Null when the app had too many.</summary>
    public (string Access, string Refresh)? IssueByCredentials()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_given.TryPeek(out var first) && first <= now - Window)
            {
                _given.Dequeue();
            }

            _asked++;
            _peak = Math.Max(_peak, _given.Count + 1);
            if (_given.Count >= MostByCredentials)
            {
                _refused++;
                return null;
            }

            _given.Enqueue(now);
            return Issue(now);
        }
    }

    /// <summary>Null when the refresh token was never given, or was used.</summary>
    public (string Access, string Refresh)? Renew(string refreshToken)
    {
        lock (_lock)
        {
            return _refreshTokens.Remove(refreshToken) ? Issue(clock.GetUtcNow()) : null;
        }
    }

    public bool IsGood(string? authorization) => authorization is not null && authorization.StartsWith("OAuth ", StringComparison.Ordinal)
        && _expiresAt.TryGetValue(authorization["OAuth ".Length..].Trim(), out var expiresAt) && clock.GetUtcNow() < expiresAt;

    public IEnumerable<MeterReading> ReadMeters()
    {
        lock (_lock)
        {
            return [new MeterReading(new SandboxSource("soundcloud-tokens", "SoundCloud's tokens"), $"{MostByCredentials} in {Window.TotalHours:0} h", _asked, _refused, _peak, MostByCredentials)];
        }
    }

    public void ResetMeters()
    {
        lock (_lock)
        {
            _given.Clear();
            (_asked, _refused, _peak) = (0, 0, 0);
        }
    }

    private (string Access, string Refresh) Issue(DateTimeOffset now)
    {
        foreach (var (old, expiresAt) in _expiresAt)
        {
            if (expiresAt < now)
            {
                _expiresAt.TryRemove(old, out _);
            }
        }

        var tokens = (Access: "2-" + RandomText(60), Refresh: RandomText(32));
        _expiresAt[tokens.Access] = now + Lifetime;
        _refreshTokens.Add(tokens.Refresh);
        return tokens;
    }

    private static string RandomText(int length) => RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", length);
}
