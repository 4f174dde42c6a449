using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Clicks;

namespace Smartlinks.Tests.Clicks;

public sealed class ShippingClicksTests : IDisposable
{
    private readonly ClickWorld _world = new();

    [Fact]
    public async Task Clicks_of_a_living_process_are_sent_while_it_runs_and_their_files_go()
    {
        _world.Options.SegmentBytes = 4096;
        using var journal = _world.NewJournal();
        using var stop = new CancellationTokenSource();
        var running = _world.NewSender(journal).RunAsync(stop.Token);
        var recorder = new ClickRecorder(journal, _world.Hub, _world.Options, TimeProvider.System, NullLogger<ClickRecorder>.Instance);

        foreach (var click in RandomClicks.List(1, 1000))
        {
            await recorder.RecordAsync(click);
            _world.Tally.Add(click);
        }
        await UntilAsync(() => journal.UnsentBytes == 0);
        await stop.CancelAsync();
        await running;

        await _world.CountAllAsync();
        await _world.AssertCountedExactlyAsync();
        Assert.Single(_world.JournalFiles);
    }

    [Fact]
    public async Task A_stopping_process_sends_what_it_has()
    {
        _world.Options.DrainTimeout = TimeSpan.FromSeconds(30);
        using var journal = _world.NewJournal();
        foreach (var click in RandomClicks.List(2, 500))
            Assert.True(journal.TryAppend(click));

        await _world.NewSender(journal).RunAsync(new CancellationToken(canceled: true));

        Assert.Equal(0, journal.UnsentBytes);
    }

    [Fact]
    public async Task One_process_leaves_the_living_files_of_another_alone()
    {
        using var living = _world.NewJournal();
        Assert.True(living.TryAppend(RandomClicks.List(3, 1)[0]));
        using var other = _world.NewJournal();

        Assert.Equal(0, await _world.NewSender(other).AdoptOnceAsync(CancellationToken.None));
        Assert.Single(_world.JournalFiles);
    }

    [Fact]
    public async Task Sends_whose_answers_are_lost_count_once()
    {
        _world.RecordAndDie(RandomClicks.List(4, 400));
        _world.Hub.Faults.LoseNextAnswers(5);
        using var journal = _world.NewJournal();

        await _world.NewSender(journal).AdoptOnceAsync(CancellationToken.None);
        await _world.CountAllAsync();

        Assert.True(_world.Hub.Events.Sum(stored => stored.Body.Split(';').Length - 3) > 400);
        await _world.AssertCountedExactlyAsync();
    }

    /// <summary>
    /// The hub takes a batch and loses its answer, then is down, so everything spills; the process is killed at call after call, before
    /// or after the call took effect; the next process finds the hub up again; spilled packs come back late, in any order, twice.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Spilling_counts_once_whenever_the_process_is_killed(bool killedAfterTheCall)
    {
        int spilledInAll = 0;
        for (int killAt = 1; killAt <= 30; killAt++)
        {
            using var world = new ClickWorld();
            world.Options.SpillAboveBytes = 1500;
            world.Options.SegmentBytes = 8192;
            world.RecordAndDie(RandomClicks.List(killAt, 250));

            await ShipUntilKilledAsync(world, killAt, killedAfterTheCall);
            world.Hub.Faults.IsDown = false;
            using (var journal = world.NewJournal())
                await world.NewSender(journal).AdoptOnceAsync(CancellationToken.None);
            Assert.Empty(world.JournalFiles);

            var messages = world.Spilled.Bodies.Select(Encoding.ASCII.GetString).ToList();
            spilledInAll += messages.Count;
            var random = new Random(killAt);
            foreach (string message in messages.Concat(messages).OrderBy(_ => random.Next()).ToList())
                await world.NewReplayer().ReplayAsync(message);
            await world.CountAllAsync();

            await world.AssertCountedExactlyAsync();
        }
        Assert.True(spilledInAll > 100);
    }

    [Fact]
    public async Task A_replay_that_the_hub_refuses_waits_on_the_queue_again()
    {
        _world.Hub.Faults.IsDown = true;
        string pack = RandomClicks.Pack("abc", 1, RandomClicks.List(5, 3));

        await _world.NewReplayer().ReplayAsync(pack);

        Assert.Equal(pack, Encoding.ASCII.GetString(Assert.Single(_world.Spilled.Bodies)));
        Assert.Empty(await _world.Spilled.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_spilled_message_that_is_no_pack_is_kept_aside()
    {
        await _world.NewReplayer().ReplayAsync("nonsense");

        Assert.Contains("nonsense", Encoding.UTF8.GetString(Assert.Single(_world.Unreadable.Bodies)), StringComparison.Ordinal);
        Assert.Empty(_world.Hub.Events);
    }

    [Fact]
    public async Task Spilled_messages_and_batches_keep_their_bounds()
    {
        _world.Options.PackBytes = 200_000;
        _world.Options.BatchBytes = 900_000;
        _world.Options.SpillAboveBytes = 400_000;
        _world.RecordAndDie(RandomClicks.List(6, 12_000));
        // The fakes refuse a batch or message the service would refuse.
        _world.Hub.Faults.FailNext(1);
        using var journal = _world.NewJournal();

        await _world.NewSender(journal).AdoptOnceAsync(CancellationToken.None);
        foreach (byte[] message in _world.Spilled.Bodies)
            await _world.NewReplayer().ReplayAsync(Encoding.ASCII.GetString(message));
        await _world.CountAllAsync();

        Assert.InRange(_world.Spilled.Bodies.Count, 5, 100);
        Assert.All(_world.Hub.Events, stored => Assert.InRange(stored.Body.Length, 1, 200_000));
        await _world.AssertCountedExactlyAsync();
    }

    [Fact]
    public async Task A_disk_that_refuses_makes_the_fan_wait_for_the_stream()
    {
        // A file where the folder should be: no journal can be written.
        Directory.CreateDirectory(Path.GetDirectoryName(_world.Options.JournalFolder)!);
        await File.WriteAllTextAsync(_world.Options.JournalFolder, "");
        using var journal = _world.NewJournal();
        var recorder = new ClickRecorder(journal, _world.Hub, _world.Options, TimeProvider.System, NullLogger<ClickRecorder>.Instance);

        foreach (var click in RandomClicks.List(7, 20))
        {
            await recorder.RecordAsync(click);
            _world.Tally.Add(click);
        }
        File.Delete(_world.Options.JournalFolder);

        await _world.CountAllAsync();
        await _world.AssertCountedExactlyAsync();
    }

    [Fact]
    public async Task Recording_never_throws()
    {
        _world.Options.DirectSendTimeout = TimeSpan.FromMilliseconds(1);
        _world.Hub.Faults.BeforeCallAsync = (_, token) => Task.Delay(Timeout.Infinite, token);
        var journal = _world.NewJournal();
        journal.Dispose();
        var recorder = new ClickRecorder(journal, _world.Hub, _world.Options, TimeProvider.System, NullLogger<ClickRecorder>.Instance);

        await recorder.RecordAsync(RandomClicks.List(8, 1)[0]);
        await recorder.RecordAsync(default);
        await recorder.RecordAsync(new Click("a/b", DateTimeOffset.UnixEpoch, (ClickKind)77));

        Assert.Empty(_world.Hub.Events);
    }

    private static async Task ShipUntilKilledAsync(ClickWorld world, int killAt, bool after)
    {
        using var killed = new CancellationTokenSource();
        int calls = 0;
        Task BeforeCall(string operation, CancellationToken cancellationToken)
        {
            if (++calls == 1)
                world.Hub.Faults.LoseNextAnswers(1);
            else
                world.Hub.Faults.IsDown = true;
            if (calls < killAt)
                return Task.CompletedTask;
            killed.Cancel();
            if (!after)
                throw new OperationCanceledException(killed.Token);
            world.Spilled.Faults.LoseNextAnswers(1);
            return Task.CompletedTask;
        }
        world.Hub.Faults.BeforeCallAsync = BeforeCall;
        world.Spilled.Faults.BeforeCallAsync = BeforeCall;
        using var journal = world.NewJournal();
        await Assert.ThrowsAnyAsync<Exception>(() => world.NewSender(journal).AdoptOnceAsync(killed.Token));
        world.Hub.Faults.BeforeCallAsync = world.Spilled.Faults.BeforeCallAsync = null;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(5, deadline.Token);
    }

    public void Dispose() => _world.Dispose();
}
