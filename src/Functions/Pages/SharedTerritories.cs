using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// One instance for equal territories: the many links kept for visits name few different lists. It holds at most <see cref="Most"/>; when full it starts
/// over, which costs nothing but sharing.
/// </summary>
public static class SharedTerritories
{
    public const int Most = 4_096;

    private static readonly ConcurrentDictionary<Territories, Territories> s_known = new();
    private static int s_count;

    public static int Count => s_known.Count;

    public static Territories Of(Territories territories)
    {
        if (territories.IsEverywhere) return Territories.Everywhere;
        if (s_known.TryGetValue(territories, out var known)) return known;
        if (Interlocked.Increment(ref s_count) > Most)
        {
            s_known.Clear();
            Volatile.Write(ref s_count, 1);
        }

        return s_known.GetOrAdd(territories, territories);
    }
}
