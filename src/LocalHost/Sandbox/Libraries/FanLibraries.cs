using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Libraries;

/// <summary>
/// What the fans of all services have in their libraries: an item once, however often it is added. A fan is a name, and another one at each service. They do not
/// outlive the process. Thread-safe; made for hundreds of thousands of fans.
/// </summary>
public sealed class FanLibraries
{
    private volatile ConcurrentDictionary<(string Service, string Fan), Shelf> _shelves = new();

    /// <summary>False when the fan had it.</summary>
    public bool Add(StreamingService service, string fan, LibraryItem item, DateTimeOffset now) => _shelves.GetOrAdd((service.Id, fan), _ => new Shelf()).Add(item, now);

    /// <summary>False when the fan did not have it.</summary>
    public bool Remove(StreamingService service, string fan, LibraryItem item) => _shelves.TryGetValue((service.Id, fan), out var shelf) && shelf.Remove(item);

    public bool Contains(StreamingService service, string fan, LibraryItem item) => _shelves.TryGetValue((service.Id, fan), out var shelf) && shelf.Contains(item);

    /// <summary>In the order they came. Empty for a fan nobody knows.</summary>
    public IReadOnlyList<LibraryEntry> List(StreamingService service, string fan) => _shelves.TryGetValue((service.Id, fan), out var shelf) ? shelf.List() : [];

    /// <summary>All fans of a service with what they have, in no order; read while libraries change.</summary>
    public IEnumerable<(string Fan, IReadOnlyList<LibraryEntry> Entries)> ListFans(StreamingService service) =>
        _shelves.Where(shelf => shelf.Key.Service == service.Id).Select(shelf => (shelf.Key.Fan, shelf.Value.List()));

    /// <summary>Of services whose libraries were used, by id.</summary>
    public IReadOnlyList<LibraryTotals> ReadTotals() =>
        [.. _shelves.GroupBy(shelf => shelf.Key.Service, shelf => shelf.Value.Count()).Select(counts => new LibraryTotals(counts.Key, counts.Count(), counts.Sum(count => count.Items), counts.Sum(count => count.Adds)))
            .OrderBy(totals => totals.Service, StringComparer.Ordinal)];

    public void Clear() => _shelves = new();

    private sealed class Shelf
    {
        // A fan of a story has a handful: a search through them costs less than an index of each.
        private readonly List<LibraryEntry> _entries = [];

        public bool Add(LibraryItem item, DateTimeOffset now)
        {
            lock (_entries)
            {
                var place = Find(item);
                if (place < 0) _entries.Add(new LibraryEntry(item, 1, now, now));
                else _entries[place] = _entries[place] with { Times = _entries[place].Times + 1, LastAt = now };
                return place < 0;
            }
        }

        public bool Remove(LibraryItem item)
        {
            lock (_entries) return _entries.RemoveAll(entry => entry.Item == item) > 0;
        }

        public bool Contains(LibraryItem item)
        {
            lock (_entries) return Find(item) >= 0;
        }

        public IReadOnlyList<LibraryEntry> List()
        {
            lock (_entries) return [.. _entries];
        }

        public (int Items, long Adds) Count()
        {
            lock (_entries) return (_entries.Count, _entries.Sum(entry => (long)entry.Times));
        }

        private int Find(LibraryItem item) => _entries.FindIndex(entry => entry.Item == item);
    }
}
