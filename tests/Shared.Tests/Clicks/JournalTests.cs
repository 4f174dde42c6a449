using Smartlinks.Clicks;

namespace Smartlinks.Tests.Clicks;

public sealed class JournalTests : IDisposable
{
    private readonly ClickWorld _world = new();

    [Fact]
    public async Task A_file_cut_at_any_byte_gives_the_whole_records_before_the_cut()
    {
        var clicks = RandomClicks.List(1, 6);
        _world.RecordAndDie(clicks);
        string path = Assert.Single(_world.JournalFiles);
        byte[] whole = await File.ReadAllBytesAsync(path);
        List<int> ends = [JournalSegment.HeaderLength];
        foreach (var click in clicks)
            ends.Add(ends[^1] + JournalSegment.RecordHeaderLength + RandomClicks.Record(click).Length);
        Assert.Equal(whole.Length, ends[^1]);

        for (int cut = JournalSegment.HeaderLength; cut <= whole.Length; cut++)
        {
            await File.WriteAllBytesAsync(path, whole[..cut]);
            using var segment = JournalSegment.TryAdopt(path)!;
            Assert.Equal(ends.FindLastIndex(end => end <= cut), segment.LastSequence);
        }
    }

    [Fact]
    public async Task A_file_damaged_at_any_byte_gives_no_wrong_record()
    {
        var clicks = RandomClicks.List(2, 4);
        _world.RecordAndDie(clicks);
        string path = Assert.Single(_world.JournalFiles);
        byte[] whole = await File.ReadAllBytesAsync(path);
        var records = clicks.Select(click => RandomClicks.Record(click)).ToList();

        for (int at = JournalSegment.HeaderLength; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x55;
            await File.WriteAllBytesAsync(path, damaged);
            using var segment = JournalSegment.TryAdopt(path)!;
            Assert.InRange(segment.LastSequence, 0, 3);
            var batch = new PackBuilder(100_000, 200_000).Build(segment);
            Assert.Equal(records.Take(batch.Clicks), batch.Packs.SelectMany(pack => pack.Split(';').Skip(3)));
        }
    }

    [Fact]
    public void A_file_cut_inside_its_header_held_nothing_and_is_deleted()
    {
        _world.RecordAndDie(RandomClicks.List(3, 1));
        string path = Assert.Single(_world.JournalFiles);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..50]);

        Assert.Null(JournalSegment.TryAdopt(path));
        Assert.Empty(_world.JournalFiles);
    }

    [Fact]
    public void A_file_with_a_damaged_header_is_set_aside_and_not_deleted()
    {
        _world.RecordAndDie(RandomClicks.List(3, 1));
        string path = Assert.Single(_world.JournalFiles);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[30] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Null(JournalSegment.TryAdopt(path));
        Assert.Equal(bytes, File.ReadAllBytes(path + ".unreadable"));
    }

    [Fact]
    public void The_file_of_a_living_process_cannot_be_taken()
    {
        using var journal = _world.NewJournal();
        Assert.True(journal.TryAppend(RandomClicks.List(4, 1)[0]));

        Assert.Null(JournalSegment.TryAdopt(Assert.Single(_world.JournalFiles)));
    }

    [Fact]
    public void What_was_acknowledged_stays_so_for_the_next_process()
    {
        _world.RecordAndDie(RandomClicks.List(5, 100));
        string path = Assert.Single(_world.JournalFiles);
        PackBatch first;
        using (var segment = JournalSegment.TryAdopt(path)!)
        {
            first = new PackBuilder(1024, 3000).Build(segment);
            segment.Acknowledge(first.Clicks, first.Bytes);
        }

        using var again = JournalSegment.TryAdopt(path)!;

        Assert.InRange(first.Clicks, 1, 99);
        Assert.Equal(first.Clicks, again.AcknowledgedSequence);
        Assert.StartsWith(ClickPack.Header(again.Producer, first.Clicks + 1) + ";", new PackBuilder(1024, 3000).Build(again).Packs[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Full_files_are_followed_by_others_whose_numbers_go_on()
    {
        _world.Options.SegmentBytes = 4096;
        _world.RecordAndDie(RandomClicks.List(6, 300));

        long next = 1;
        foreach (string path in _world.JournalFiles.Order(StringComparer.Ordinal))
        {
            using var segment = JournalSegment.TryAdopt(path)!;
            Assert.Equal(next, segment.FirstSequence);
            Assert.InRange(segment.Length, JournalSegment.HeaderLength + 1, 4096);
            next = segment.LastSequence + 1;
        }
        Assert.Equal(301, next);
        Assert.True(_world.JournalFiles.Length > 3);
    }

    [Fact]
    public void A_full_journal_takes_no_more()
    {
        _world.Options.MaximumJournalBytes = 500;
        using var journal = _world.NewJournal();
        var click = new Click("lnk_1", DateTimeOffset.UnixEpoch, ClickKind.Visit);

        Assert.True(Enumerable.Range(0, 50).Count(_ => journal.TryAppend(click)) is > 5 and < 50);
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        using var journal = _world.NewJournal();
        var click = new Click("lnk_1", DateTimeOffset.UnixEpoch, ClickKind.SentOn, "spotify", "l.instagram.com", "ig", "bio", "säsong", DeviceClass.Phone, "SE");
        for (int i = 0; i < 100; i++)
            journal.TryAppend(click);

        // The runtime may allocate once on this thread, when it replaces a method by a faster one; an append that allocates does so each time.
        var least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                journal.TryAppend(click);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    public void Dispose() => _world.Dispose();
}
