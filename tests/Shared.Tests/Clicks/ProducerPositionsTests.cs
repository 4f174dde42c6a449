using Smartlinks.Clicks;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Clicks;

public sealed class ProducerPositionsTests
{
    private const long Day = 24 * 3600 * 1000;
    private static readonly TimeSpan s_remember = TimeSpan.FromDays(8);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranges_admit_each_number_once_in_any_order(int seed)
    {
        var random = new Random(seed);
        var ranges = new SequenceRanges();
        HashSet<long> model = [];
        for (int i = 0; i < 2000; i++)
        {
            long from = random.Next(1, 3000), to = from + random.Next(20);
            List<(long From, long To)> fresh = [];
            Assert.Equal(0, ranges.Add(from, to, fresh));
            var expected = Numbers(from, to).Where(model.Add).ToList();
            Assert.Equal(expected, fresh.SelectMany(range => Numbers(range.From, range.To)));
        }
        Assert.Equal(model.Order(), ranges.Ranges.SelectMany(range => Numbers(range.From, range.To)));
        Assert.Equal(model.Max() - model.Min() + 1 - model.Count, ranges.Missing);
    }

    [Fact]
    public void Too_many_holes_close_from_the_oldest_and_say_what_is_missing()
    {
        var ranges = new SequenceRanges();
        long missing = 0;
        for (long i = 0; i < SequenceRanges.MaxRanges + 10; i++)
            missing += ranges.Add((i * 5) + 1, (i * 5) + 2, []);

        Assert.Equal(SequenceRanges.MaxRanges, ranges.Ranges.Count);
        Assert.Equal(10 * 3, missing);
        Assert.Equal((1, (10 * 5) + 2), ranges.Ranges[0]);
    }

    [Fact]
    public async Task Ten_thousand_producers_fit_a_row_and_read_back()
    {
        var state = new StreamState("0", s_remember) { LastSequence = 5 };
        var random = new Random(1);
        List<string> producers = [.. Enumerable.Range(0, 10_000).Select(_ => ProducerId.Create())];
        foreach (string producer in producers)
        {
            state.Producers.Admit(producer, random.Next(1, 1_000_000), 1000, 1_763_000_000_000 + random.Next(600_000_000), []);
            state.Producers.Admit(producer, 5_000_000, 10, 1_763_000_000_000 + random.Next(600_000_000), []);
        }

        // The fake refuses what the Table service refuses.
        var table = new InMemoryTableClient();
        var (row, dropped) = StreamStateRow.From(state);
        await table.AddEntityAsync(row);
        var read = StreamStateRow.Read((await table.GetEntityIfExistsAsync("0", StreamStateRow.RowKey))!, s_remember);

        Assert.Equal((0, 10_000), (dropped, read.Producers.Count));
        Assert.Equal(row.Properties.Where(property => property.Value is byte[]), StreamStateRow.From(read).Row.Properties.Where(property => property.Value is byte[]));
        foreach (string producer in producers)
        {
            List<(long, long)> fresh = [];
            read.Producers.Admit(producer, 5_000_000, 11, 1_763_000_000_000, fresh);
            Assert.Equal([(5_000_010L, 5_000_010L)], fresh);
        }
    }

    [Fact]
    public async Task More_producers_than_a_row_holds_drop_the_longest_silent()
    {
        var state = new StreamState("0", s_remember);
        for (int i = 0; i < 60_000; i++)
            state.Producers.Admit("producer" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), 1, 10, i, []);

        var (row, dropped) = StreamStateRow.From(state);
        await new InMemoryTableClient().AddEntityAsync(row);

        Assert.InRange(dropped, 1, 59_999);
        List<(long, long)> fresh = [];
        state.Producers.Admit("producer59999", 1, 10, 60_000, fresh);
        Assert.Empty(fresh);
    }

    [Fact]
    public void A_producer_silent_for_longer_than_remembered_is_forgotten_whether_or_not_the_row_was_saved_between()
    {
        foreach (bool saved in new[] { false, true })
        {
            var positions = new ProducerPositions(s_remember);
            positions.Admit("old", 1, 10, 0, []);
            positions.Admit("old", 15, 1, 0, []);
            positions.Admit("clock", 1, 1, (8 * Day) + 1, []);
            if (saved)
                positions = ProducerPositions.From(s_remember, positions.Clock, positions.Missing, positions.ToChunks().Chunks);
            List<(long, long)> fresh = [];
            positions.Admit("old", 1, 10, 5, fresh);

            Assert.Equal([(1L, 10L)], fresh);
        }
    }

    [Fact]
    public void Numbers_that_never_came_are_missing_once_their_producer_is_forgotten()
    {
        var positions = new ProducerPositions(s_remember);
        positions.Admit("old", 1, 10, 0, []);
        positions.Admit("old", 15, 1, 0, []);
        positions.Admit("clock", 1, 1, 8 * Day, []);
        positions.ToChunks();
        Assert.Equal(0, positions.Missing);

        positions.Admit("clock", 2, 1, (8 * Day) + 1, []);
        positions.ToChunks();

        Assert.Equal(4, positions.Missing);
        Assert.Equal(1, positions.Count);
    }

    private static IEnumerable<long> Numbers(long from, long to) => Enumerable.Range(0, (int)(to - from + 1)).Select(i => from + i);
}
