using System.Collections.Concurrent;

namespace Smartlinks.Clicks;

/// <summary>What a User-Agent says of its sender.</summary>
public readonly record struct VisitorAgent(DeviceClass Device, bool IsBot);

/// <summary>
/// Reads User-Agents, each once: a few thousand texts make up nearly all requests. Bounded; forgets everything when full, and does not
/// remember texts longer than 512 characters. Safe from any thread.
/// </summary>
public sealed class VisitorAgents(CrawlerList crawlers)
{
    private const int Capacity = 10_000;
    private const int MaxRememberedLength = 512;

    private readonly ConcurrentDictionary<string, VisitorAgent> _known = new(StringComparer.Ordinal);
    private int _count;

    public VisitorAgent Read(string? userAgent)
    {
        if (string.IsNullOrEmpty(userAgent))
            return new VisitorAgent(DeviceClass.Unknown, IsBot: true);
        return _known.TryGetValue(userAgent, out var agent) ? agent : ReadNew(userAgent);
    }

    private VisitorAgent ReadNew(string userAgent)
    {
        var agent = new VisitorAgent(DeviceClassifier.Classify(userAgent), crawlers.IsCrawler(userAgent));
        if (userAgent.Length > MaxRememberedLength)
            return agent;
        // The dictionary's own count takes all its locks.
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            _known.Clear();
            Interlocked.Exchange(ref _count, 1);
        }
        _known[userAgent] = agent;
        return agent;
    }
}
