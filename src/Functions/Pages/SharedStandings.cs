using System.Collections.Concurrent;
using Smartlinks.Organizations.Rules;

namespace Smartlinks.Functions.Pages;

/// <summary>What rules come to for links with one preference, with what it was worked out from.</summary>
public sealed record RuledStanding(ServiceRules Rules, ServicePreference? Preference, ServiceStanding Standing);

/// <summary>
/// One instance for equal rules and preferences: the many links kept for visits have few different ones. It holds at most <see cref="Most"/>; when full it starts over, which costs
/// nothing but sharing.
/// </summary>
public static class SharedStandings
{
    public const int Most = 4_096;

    private static readonly ConcurrentDictionary<(ServiceRules Rules, ServicePreference? Preference), RuledStanding> s_known = new();
    private static int s_count;

    public static RuledStanding Of(ServiceRules rules, ServicePreference? preference)
    {
        if (s_known.TryGetValue((rules, preference), out var known)) return known;
        if (Interlocked.Increment(ref s_count) > Most)
        {
            s_known.Clear();
            Volatile.Write(ref s_count, 1);
        }

        return s_known.GetOrAdd((rules, preference), static key => new RuledStanding(key.Rules, key.Preference, ServiceStanding.Of(key.Rules, key.Preference)));
    }
}
