using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>
/// Counts clicks exactly: a deterministic state machine for each hub partition (ADR 0005). Replays, other cuts into batches,
/// a crash between any two writes, repeated sends and two aggregators on one partition change nothing.
/// </summary>
/// <remarks>
/// Which clicks of an event count depends only on the events before it: the partition's state holds the numbers seen of
/// each producer. Each rollup row names the last hub event in it, so that it takes no event twice. Rows are written first,
/// the state last; every write names the version it replaces, and who is refused reads again and goes on from there.
/// </remarks>
public sealed class ClickAggregator(ITableClient streams, ITableClient rollups, IQueueClient unreadable, ClickOptions options, ILogger<ClickAggregator> logger)
{
    private readonly ConcurrentDictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private readonly UnreadableClicks _unreadable = new(unreadable, logger);

    /// <summary>
    /// Applies one delivery. Any failure of storage is thrown and the delivery may be repeated, whole or cut otherwise: the
    /// trigger must retry without end, because the host moves its checkpoint on even when a delivery fails.
    /// </summary>
    /// <param name="events">In the hub's order.</param>
    public async Task AggregateAsync(string partitionId, IReadOnlyList<HubEvent> events, CancellationToken cancellationToken = default)
    {
        if (events.Count == 0)
            return;
        var partition = _partitions.GetOrAdd(partitionId, id => new Partition(id, options));
        await partition.Turn.WaitAsync(cancellationToken);
        try
        {
            while (!await TryAggregateAsync(partition, events, cancellationToken))
            {
            }
        }
        catch
        {
            // What was changed in memory and not stored must not be built upon.
            partition.Forget();
            throw;
        }
        finally
        {
            partition.Turn.Release();
        }
    }

    private async Task<bool> TryAggregateAsync(Partition partition, IReadOnlyList<HubEvent> events, CancellationToken cancellationToken)
    {
        bool cached = partition.State is not null;
        var state = partition.State ??= await LoadAsync(partition.Id, cancellationToken);
        // Another instance may have had the partition meanwhile: what looks like a gap is one only in the stored state.
        if (cached && events[0].SequenceNumber > state.LastSequence + 1)
            state = partition.State = await LoadAsync(partition.Id, cancellationToken);
        if (events[^1].SequenceNumber <= state.LastSequence)
            return true;

        var delivery = new Delivery(partition, state);
        foreach (var hubEvent in events)
            delivery.Take(hubEvent);
        foreach (var hubEvent in delivery.Unreadable)
            await _unreadable.KeepAsync(partition.Id, hubEvent.SequenceNumber, hubEvent.Body, cancellationToken);
        await ApplyAsync(partition, delivery, cancellationToken);
        if (!await TrySaveAsync(state, cancellationToken))
        {
            partition.State = null;
            return false;
        }
        Report(partition.Id, delivery, state);
        return true;
    }

    private async Task ApplyAsync(Partition partition, Delivery delivery, CancellationToken cancellationToken)
    {
        var work = new List<(Rollup? Known, RowClicks Clicks)>(delivery.Rows.Count);
        foreach (var (key, clicks) in delivery.Rows)
            work.Add((partition.Rollups.Find(key), clicks));
        var written = new ConcurrentBag<Rollup>();
        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = options.ParallelWrites, CancellationToken = cancellationToken },
            async (row, token) => written.Add(await ApplyAsync(partition, delivery, row.Known, row.Clicks, token)));
        foreach (var rollup in written)
            partition.Rollups.Set((rollup.LinkId, rollup.Day.DayNumber), rollup);
    }

    private async Task<Rollup> ApplyAsync(Partition partition, Delivery delivery, Rollup? rollup, RowClicks clicks, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            rollup ??= await LoadAsync(partition, clicks.LinkId, clicks.Day, cancellationToken);
            if (!delivery.TryApply(clicks, rollup))
                return rollup;
            try
            {
                var row = RollupRow.From(rollup);
                rollup.ETag = rollup.ETag == default
                    ? await rollups.AddEntityAsync(row, cancellationToken)
                    : await rollups.UpdateEntityAsync(row, rollup.ETag, TableUpdateMode.Replace, cancellationToken);
                return rollup;
            }
            catch (RequestFailedException refused) when (IsConflict(refused))
            {
                // Another aggregator was quicker, or our own write arrived and its answer did not.
                rollup = null;
            }
        }
    }

    private async Task<Rollup> LoadAsync(Partition partition, string linkId, DateOnly day, CancellationToken cancellationToken)
    {
        var row = await rollups.GetEntityIfExistsAsync(linkId, RollupRow.RowKey(day, partition.Id), cancellationToken);
        if (row is null)
            return new Rollup(linkId, day, partition.Id);
        lock (partition.Texts)
        {
            return RollupRow.Read(row, partition.Texts);
        }
    }

    private async Task<StreamState> LoadAsync(string partition, CancellationToken cancellationToken) =>
        await streams.GetEntityIfExistsAsync(partition, StreamStateRow.RowKey, cancellationToken) is { } row
            ? StreamStateRow.Read(row, options.RememberProducers)
            : new StreamState(partition, options.RememberProducers);

    private async Task<bool> TrySaveAsync(StreamState state, CancellationToken cancellationToken)
    {
        var (row, dropped) = StreamStateRow.From(state);
        try
        {
            state.ETag = state.ETag == default
                ? await streams.AddEntityAsync(row, cancellationToken)
                : await streams.UpdateEntityAsync(row, state.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException refused) when (IsConflict(refused))
        {
            return false;
        }
        if (dropped > 0)
            logger.LogError("Partition {Partition} has more producers than its row can hold; the {Dropped} longest silent were dropped", state.Partition, dropped);
        return true;
    }

    private void Report(string partition, Delivery delivery, StreamState state)
    {
        foreach (string gap in delivery.Gaps)
        {
            ClickMetrics.Gaps.Add(1);
            logger.LogError("Events {Gap} of hub partition {Partition} were never delivered: their clicks are missing", gap, partition);
        }
        long missing = state.Producers.Missing - delivery.MissingBefore;
        if (missing > 0)
        {
            ClickMetrics.Gaps.Add(1);
            logger.LogError("{Missing} clicks of forgotten producers never reached hub partition {Partition}", missing, partition);
        }
    }

    private static bool IsConflict(RequestFailedException refused) =>
        refused.Status == 412 || refused.ErrorCode is "EntityAlreadyExists" or "ResourceNotFound" or "EntityNotFound";

    private sealed class Partition(string id, ClickOptions options)
    {
        public string Id { get; } = id;

        public SemaphoreSlim Turn { get; } = new(1);

        public TextPool Texts { get; } = new();

        public RollupCache Rollups { get; } = new(options.CachedRollups);

        public StreamState? State { get; set; }

        public void Forget()
        {
            State = null;
            Rollups.Clear();
        }
    }

    /// <summary>The clicks of one delivery for one row, by their index in it, ascending.</summary>
    private sealed class RowClicks(string linkId, DateOnly day)
    {
        public string LinkId { get; } = linkId;

        public DateOnly Day { get; } = day;

        public List<int> Indices { get; } = [];
    }

    /// <summary>One delivery against one state: which of its clicks count, sorted by row. Advances the state in memory.</summary>
    private sealed class Delivery(Partition partition, StreamState state)
    {
        private readonly List<Click> _clicks = [];
        private readonly List<long> _sequences = [];
        private readonly List<Click> _pack = [];
        private readonly List<(long From, long To)> _fresh = [];

        public Dictionary<(string LinkId, int Day), RowClicks> Rows { get; } = [];

        public List<HubEvent> Unreadable { get; } = [];

        public List<string> Gaps { get; } = [];

        public long MissingBefore { get; } = state.Producers.Missing;

        public void Take(in HubEvent hubEvent)
        {
            long sequence = hubEvent.SequenceNumber;
            if (sequence <= state.LastSequence)
                return;
            if (state.StartedAt < 0)
                state.StartedAt = sequence;
            else if (sequence > state.LastSequence + 1)
                AddGap(state.LastSequence + 1, sequence - 1);
            state.LastSequence = sequence;

            _pack.Clear();
            if (!ClickPack.TryParse(hubEvent.Body, partition.Texts, _pack, out string producer, out long first))
            {
                state.Unreadable++;
                Unreadable.Add(hubEvent);
                return;
            }
            _fresh.Clear();
            state.Producers.Admit(producer, first, _pack.Count, TimeOf(hubEvent), _fresh);
            foreach (var (from, to) in _fresh)
            {
                for (long number = from; number <= to; number++)
                    Add(_pack[(int)(number - first)], sequence);
            }
        }

        /// <summary>Applies what the row has not; false when it has all of it.</summary>
        public bool TryApply(RowClicks row, Rollup rollup)
        {
            long had = rollup.LastSequence;
            foreach (int index in row.Indices)
            {
                if (_sequences[index] <= had)
                    continue;
                rollup.Apply(_clicks[index]);
                rollup.LastSequence = _sequences[index];
            }
            return rollup.LastSequence > had;
        }

        private void Add(in Click click, long sequence)
        {
            var day = DateOnly.FromDateTime(click.At.UtcDateTime);
            ref var row = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(Rows, (click.LinkId, day.DayNumber), out _);
            row ??= new RowClicks(click.LinkId, day);
            row.Indices.Add(_clicks.Count);
            _clicks.Add(click);
            _sequences.Add(sequence);
        }

        private void AddGap(long from, long to)
        {
            state.Gaps++;
            state.LastGap = FormattableString.Invariant($"{from}-{to}");
            Gaps.Add(state.LastGap);
        }

        private long TimeOf(in HubEvent hubEvent)
        {
            if (hubEvent.EnqueuedAt is { } enqueued)
                return enqueued.ToUnixTimeMilliseconds();
            long newest = 0;
            foreach (var click in _pack)
                newest = Math.Max(newest, click.At.ToUnixTimeMilliseconds());
            return newest;
        }
    }
}
