using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>Reads reports from the table <c>clickRollups</c>: one range of the link's partition.</summary>
public sealed class ClickReporter(ITableClient rollups)
{
    /// <summary>Longest range a report covers.</summary>
    public const int MaxDays = 366;

    /// <param name="from">First UTC day.</param>
    /// <param name="to">Last UTC day, included; at most <see cref="MaxDays"/> days from the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or too long.</exception>
    public async Task<ClickReport> GetAsync(string linkId, DateOnly from, DateOnly to, CancellationToken cancellationToken = default)
    {
        int days = to.DayNumber - from.DayNumber + 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1, nameof(to));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MaxDays, nameof(to));

        var sum = new Sum(from, days);
        var texts = new TextPool();
        // "}" follows "|": every hub partition of the last day is within.
        string filter = TableFilter.RowRange(linkId, RollupRow.RowKey(from, ""), RollupRow.RowKey(to, "")[..^1] + "}");
        string? continuation = null;
        do
        {
            var page = await rollups.QueryPageAsync(filter, continuation: continuation, cancellationToken: cancellationToken);
            foreach (var row in page.Items)
                sum.Add(RollupRow.Read(row, texts));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return sum.ToReport();
    }

    /// <summary>Whether a person visited or clicked the link on <paramref name="day"/> (UTC) or since.</summary>
    public async Task<bool> HasAnySinceAsync(string linkId, DateOnly day, CancellationToken cancellationToken = default)
    {
        var texts = new TextPool();
        string? continuation = null;
        do
        {
            var page = await rollups.QueryPageAsync(TableFilter.RowRange(linkId, RollupRow.RowKey(day, ""), "~"), 20, continuation, null, cancellationToken);
            if (page.Items.Select(row => RollupRow.Read(row, texts)).Any(rollup => rollup.Visits + rollup.Clicks > 0))
                return true;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return false;
    }

    private sealed class Sum(DateOnly from, int days)
    {
        private readonly long[] _visits = new long[days];
        private readonly long[] _clicks = new long[days];
        private readonly Dictionary<string, long>[] _counts = [.. Enumerable.Range(0, Rollup.Dimensions).Select(_ => new Dictionary<string, long>(StringComparer.Ordinal))];
        private long _bots;
        private DateTimeOffset? _newest;

        public void Add(Rollup rollup)
        {
            int day = rollup.Day.DayNumber - from.DayNumber;
            _visits[day] += rollup.Visits;
            _clicks[day] += rollup.Clicks;
            _bots += rollup.Bots;
            if (_newest is null || rollup.LastClickAt > _newest)
                _newest = rollup.LastClickAt;
            foreach (var ((dimension, value), count) in rollup.Counts)
                _counts[(int)dimension][value] = _counts[(int)dimension].GetValueOrDefault(value) + count;
        }

        public ClickReport ToReport() => new(
            _visits.Sum(), _clicks.Sum(), _bots,
            By(RollupDimension.Service),
            [.. _visits.Select((visits, day) => new DayCounts(from.AddDays(day), visits, _clicks[day]))],
            By(RollupDimension.Referrer), By(RollupDimension.UtmSource), By(RollupDimension.UtmMedium), By(RollupDimension.UtmCampaign),
            By(RollupDimension.Device), By(RollupDimension.Country), _newest);

        private OrderedDictionary<string, long> By(RollupDimension dimension) => new(
            _counts[(int)dimension].OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
