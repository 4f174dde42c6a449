using System.Collections.Concurrent;
using Azure;

namespace Smartlinks.Links;

/// <summary>
/// What visits read: links kept in this process. Fresh for <see cref="FreshFor"/>; then still served while one background read renews it;
/// after <see cref="StaleFor"/>, or when this process changed the link, a visit waits for the read, and gets the old copy when storage does not answer.
/// Unknown addresses are remembered too, so that guessing slugs costs no reads. At most <see cref="MostEntries"/> entries; the least used leave.
/// </summary>
/// <typeparam name="T">What is kept for an address, made once per stored version.</typeparam>
public sealed class LinkCache<T>(Func<LinkAddress, CancellationToken, Task<StoredLink?>> read, Func<StoredLink?, T> make, TimeProvider time)
    where T : class
{
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan StaleFor = TimeSpan.FromSeconds(30);
    public const int MostEntries = 50_000;

    private readonly ConcurrentDictionary<LinkAddress, Entry> _entries = new();
    private long _clock;
    private long _generation;

    public ValueTask<T> GetAsync(LinkAddress address, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(address, out var entry)) return new(ReadAsync(address, null, cancellationToken));
        entry.UsedAt = Interlocked.Increment(ref _clock);
        var age = time.GetElapsedTime(entry.ReadAt);
        if (entry.IsOutdated || age >= StaleFor) return new(ReadAsync(address, entry, cancellationToken));
        if (age < FreshFor) return new(entry.Value);
        if (Interlocked.Exchange(ref entry.Renewing, 1) == 0) _ = RenewAsync(address, entry);
        return new(entry.Value);
    }

    /// <summary>What was last known of an address, however old; null: nothing.</summary>
    public T? Last(LinkAddress address) => _entries.TryGetValue(address, out var entry) ? entry.Value : null;

    /// <summary>The link was changed: the copy of it is only for the case that storage goes down before the next visit.</summary>
    public void Outdate(LinkAddress address)
    {
        // A read that began before the change must not bring the old copy back: the generation tells. It moves on first, so that
        // a read that stores its copy between the two steps either sees it or has its copy outdated.
        Interlocked.Increment(ref _generation);
        if (_entries.TryGetValue(address, out var entry)) entry.IsOutdated = true;
    }

    private async Task RenewAsync(LinkAddress address, Entry entry)
    {
        try
        {
            await ReadAsync(address, entry, CancellationToken.None);
        }
        finally
        {
            Volatile.Write(ref entry.Renewing, 0);
        }
    }

    private async Task<T> ReadAsync(LinkAddress address, Entry? known, CancellationToken cancellationToken)
    {
        var generation = Interlocked.Read(ref _generation);
        StoredLink? stored;
        try
        {
            stored = await read(address, cancellationToken);
        }
        catch (Exception failure) when (known is { } && IsOfUse(known) && IsStorageDown(failure, cancellationToken))
        {
            // Storage is down: what we know is served, and asked for again after another fresh time.
            known.ReadAt = time.GetTimestamp();
            if (generation == Interlocked.Read(ref _generation)) known.IsOutdated = false;
            return known.Value;
        }

        // The rendered parts of an unchanged link are kept.
        var version = Version(stored);
        var value = known is not null && version is not null && known.Version == version ? known.Value : make(stored);
        if (_entries.Count >= MostEntries) Trim();
        var entry = new Entry(value, version, time.GetTimestamp()) { UsedAt = Interlocked.Increment(ref _clock) };
        if (generation == Interlocked.Read(ref _generation))
        {
            _entries[address] = entry;
            if (generation != Interlocked.Read(ref _generation)) entry.IsOutdated = true;
        }
        else
        {
            // Some link was changed meanwhile, maybe this one: a copy for the case that storage goes down, where there is none.
            entry.IsOutdated = true;
            _entries.TryAdd(address, entry);
        }

        return value;
    }

    /// <summary>An address that was unknown, and has a link by now, is better not answered than denied.</summary>
    private static bool IsOfUse(Entry known) => !known.IsOutdated || known.Version is not null;

    /// <summary>A storage call that takes too long ends as a cancellation that nobody asked for.</summary>
    private static bool IsStorageDown(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        RequestFailedException or AggregateException or HttpRequestException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static string? Version(StoredLink? stored) => stored is StoredLink.Found { Link: var link } ? link.ETag.ToString() : null;

    private void Trim()
    {
        // The dictionary's own ToArray: LINQ's reads its count and then its entries, and breaks when others add between.
        foreach (var (address, _) in _entries.ToArray().OrderBy(pair => pair.Value.UsedAt).Take(MostEntries / 10)) _entries.TryRemove(address, out _);
    }

    private sealed class Entry(T value, string? version, long readAt)
    {
        public readonly T Value = value;
        public readonly string? Version = version;
        public long ReadAt = readAt;
        public long UsedAt;
        public int Renewing;
        public volatile bool IsOutdated;
    }
}
