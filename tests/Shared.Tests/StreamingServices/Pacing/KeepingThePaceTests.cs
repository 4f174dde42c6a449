using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Pacing;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Pacing;

/// <summary>However many instances ask, a service sees its pace: never more in any window, and hardly less when there is work.</summary>
public sealed class KeepingThePaceTests : IDisposable
{
    private static readonly ServicePace s_deezer = new("deezer", TimeSpan.FromMilliseconds(250), 20);
    private static readonly ServicePace s_musicBrainz = new("musicbrainz", TimeSpan.FromSeconds(1), 1);
    private readonly GateWorld _world = new();

    public void Dispose() => _world.Dispose();

    public static TheoryData<int, int, int> Crowds => new() { { 1, 1, 250 }, { 1, 30, 250 }, { 3, 1, 250 }, { 8, 6, 250 }, { 20, 2, 250 }, { 1, 4, 1000 }, { 6, 3, 1000 }, { 12, 1, 1000 } };

    [Theory, MemberData(nameof(Crowds))]
    public void Instances_together_keep_the_pace_and_use_nine_tenths_of_it(int instances, int workers, int intervalMs)
    {
        var pace = intervalMs == 1000 ? s_musicBrainz : s_deezer;
        var random = new Random(instances);
        _world.Table.Faults.BeforeCallAsync = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 15)), _world.Time, CancellationToken.None);
        var time = TimeSpan.FromMinutes(3);
        var until = _world.Time.GetUtcNow() + time;
        for (var instance = 0; instance < instances; instance++)
        {
            var (gate, number) = (_world.NewGate(), instance);
            for (var worker = 0; worker < workers; worker++) _world.Start(() => _world.HammerAsync(gate, number, pace, until, TimeSpan.FromMilliseconds(40)));
        }

        _world.Run(time + TimeSpan.FromSeconds(10));
        _world.AssertNothingFailed();
        _world.AssertPaceIsKept(pace);
        var allowed = time / pace.Interval;
        Assert.True(_world.Sent.Count >= 0.9 * allowed, $"{_world.Sent.Count} of {allowed}");
        Assert.All(Enumerable.Range(0, instances), instance => Assert.True(_world.Sent.Count(sent => sent.Instance == instance) >= allowed / instances / 5, $"instance {instance} is not starved: {string.Join(", ", _world.Sent.CountBy(sent => sent.Instance))}"));
    }

    [Fact]
    public void An_idle_service_is_asked_at_once_and_after_a_pause_in_a_burst()
    {
        var gate = _world.NewGate();
        var start = _world.Time.GetUtcNow();
        for (var burst = 0; burst < 2; burst++)
        {
            for (var request = 0; request < s_deezer.Burst; request++) Assert.Null(_world.Enter(gate, s_deezer));
            Assert.True(_world.Time.GetUtcNow() - start <= TimeSpan.FromMilliseconds(burst * 60_000 + 100), "nobody waited");
            _world.Run(start + TimeSpan.FromMinutes(1) - _world.Time.GetUtcNow());
        }
    }

    [Fact]
    public void A_turn_further_away_than_may_be_waited_for_is_put_off_until_it_is_near()
    {
        var gate = _world.NewGate();
        var entering = Enumerable.Range(0, 10).Select(_ => gate.EnterAsync(s_musicBrainz, default)).ToList();
        _world.Run(TimeSpan.FromSeconds(7));
        var answers = entering.Select(entered => entered.GetAwaiter().GetResult()).ToList();
        Assert.InRange(answers.Count(answer => answer is null), 2, 3);
        var putOff = answers.OfType<LookUp.Unavailable>().ToList();
        Assert.All(putOff, answer => Assert.Equal(UnavailableReasons.Paced, answer.Reason));
        // Each is given a time of its own, one turn after the one before.
        var waits = putOff.Select(answer => answer.RetryAfter!.Value).Order().ToList();
        Assert.InRange(waits[0], s_musicBrainz.Interval, 3 * s_musicBrainz.Interval);
        Assert.All(waits.Zip(waits.Skip(1)), pair => Assert.True(pair.Second - pair.First >= s_musicBrainz.Interval, "one after the other"));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-60)]
    [InlineData(-60 * 24 * 90)]
    public void Who_is_put_off_after_the_clock_was_set_back_is_told_no_time_of_before(int minutes)
    {
        var clock = new JumpingTime(_world.Time);
        var gate = _world.NewGate(clock);
        var before = PutOffTimes();
        Assert.InRange(before[^1].TotalSeconds, 30, 45);
        clock.Offset += TimeSpan.FromMinutes(minutes);
        var after = PutOffTimes();
        Assert.InRange(after[0].TotalSeconds, 1, 3);
        Assert.InRange(after[^1].TotalSeconds, after.Count - 1, after.Count + 4);

        List<TimeSpan> PutOffTimes()
        {
            var entering = Enumerable.Range(0, 40).Select(_ => gate.EnterAsync(s_musicBrainz, default)).ToList();
            _world.Run(TimeSpan.FromSeconds(8));
            return [.. entering.Select(entered => entered.GetAwaiter().GetResult()).OfType<LookUp.Unavailable>().Select(answer => answer.RetryAfter!.Value).Order()];
        }
    }

    [Fact]
    public void A_crowd_of_a_thousand_comes_through_at_the_pace()
    {
        var gates = new[] { _world.NewGate(), _world.NewGate() };
        var (left, attempts, start) = (1_000, 0, _world.Time.GetUtcNow());
        for (var caller = 0; caller < 1_000; caller++)
        {
            var number = caller % gates.Length;
            _world.Start(async () =>
            {
                for (attempts++; await gates[number].EnterAsync(s_deezer, default) is { } refused; attempts++) await Task.Delay(refused.RetryAfter!.Value, _world.Time);
                _world.Sent.Add((_world.Time.GetUtcNow(), number));
                left--;
            });
        }

        while (left > 0 && _world.Time.GetUtcNow() < start + TimeSpan.FromMinutes(10)) _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(0, left);
        _world.AssertPaceIsKept(s_deezer);
        var best = s_deezer.Interval * 1_000;
        Assert.True(_world.Time.GetUtcNow() - start < best * 1.2, $"{_world.Time.GetUtcNow() - start}, at best {best}");
        Assert.True(attempts < 4_000, $"{attempts} attempts");
    }

    [Fact]
    public void Under_load_storage_is_written_once_for_several_requests()
    {
        var pace = new ServicePace("fast", TimeSpan.FromMilliseconds(20), 10);
        var (gate, until) = (_world.NewGate(), _world.Time.GetUtcNow() + TimeSpan.FromSeconds(60));
        _world.Start(() => _world.HammerAsync(gate, 0, pace, until, TimeSpan.FromMilliseconds(5)));
        _world.Run(TimeSpan.FromSeconds(61));
        var writes = _world.Table.Faults.Calls("UpdateEntity") + _world.Table.Faults.Calls("AddEntity");
        Assert.True(writes * 5 < _world.Sent.Count, $"{writes} writes for {_world.Sent.Count} requests");
        Assert.True(_world.Table.Faults.Calls("GetEntityIfExists") < 5, "what it wrote itself it does not read again");
    }

    [Fact]
    public void A_killed_instance_loses_its_turns_and_nobody_else_does()
    {
        var until = _world.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
        for (var life = 0; life < 12; life++)
        {
            var (gate, isKilled) = (_world.NewGate(), false);
            for (var worker = 0; worker < 5; worker++) _world.Start(() => _world.HammerAsync(gate, 0, s_deezer, until, TimeSpan.FromMilliseconds(30), () => isKilled));
            _world.Run(TimeSpan.FromSeconds(10) + TimeSpan.FromMilliseconds(137));
            isKilled = true;
        }

        _world.AssertPaceIsKept(s_deezer);
        Assert.True(_world.Sent.Count > 0.7 * (TimeSpan.FromMinutes(2) / s_deezer.Interval), $"{_world.Sent.Count}");
    }

    [Fact]
    public void Who_gives_up_waiting_leaves_the_turn_to_the_next()
    {
        var gate = _world.NewGate();
        Assert.Null(_world.Enter(gate, s_musicBrainz));
        using var canceled = new CancellationTokenSource();
        var given = gate.EnterAsync(s_musicBrainz, canceled.Token);
        _world.Run(TimeSpan.FromMilliseconds(100));
        canceled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _world.Finish(given));
        var start = _world.Time.GetUtcNow();
        Assert.Null(_world.Enter(gate, s_musicBrainz));
        Assert.True(_world.Time.GetUtcNow() - start < s_musicBrainz.Interval, "the turn was there");
    }

    [Fact]
    public void While_storage_is_down_nothing_is_sent_beyond_what_was_reserved_and_nothing_is_lost()
    {
        var gate = _world.NewGate();
        Assert.Null(_world.Enter(gate, s_deezer));
        _world.Table.Faults.IsDown = true;
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var refused = _world.Enter(gate, s_deezer);
            Assert.Equal(new LookUp.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(5)), refused);
        }

        Assert.True(_world.Table.Faults.TotalCalls < 10, "storage that is down is not hammered");
        _world.Table.Faults.IsDown = false;
        _world.Run(TimeSpan.FromSeconds(1.1));
        Assert.Null(_world.Enter(gate, s_deezer));
    }

    [Fact]
    public void Storage_that_hangs_is_not_waited_for()
    {
        var gate = _world.NewGate();
        _world.Table.Faults.BeforeCallAsync = (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, _world.Time, cancellationToken);
        var start = _world.Time.GetUtcNow();
        Assert.Equal(UnavailableReasons.Paced, _world.Enter(gate, s_deezer)!.Reason);
        Assert.InRange(_world.Time.GetUtcNow() - start, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Lost_answers_of_storage_lose_turns_and_never_make_some()
    {
        var (gate, until) = (_world.NewGate(), _world.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        _world.Start(() => _world.HammerAsync(gate, 0, s_deezer, until, TimeSpan.FromMilliseconds(10)));
        for (var lost = 0; lost < 20; lost++)
        {
            _world.Table.Faults.LoseNextAnswers(operation: "UpdateEntity");
            _world.Run(TimeSpan.FromSeconds(3));
        }

        _world.AssertPaceIsKept(s_deezer);
        Assert.NotEmpty(_world.Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whatever_happens_the_pace_is_kept(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 3; round++)
        {
            using var world = new GateWorld();
            var pace = new ServicePace("any", TimeSpan.FromMilliseconds(random.Next(20, 1500)), random.Next(1, 25));
            world.Table.Faults.BeforeCallAsync = (_, _) => random.Next(3) == 0 ? Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 200)), world.Time, CancellationToken.None) : Task.CompletedTask;
            var until = world.Time.GetUtcNow() + TimeSpan.FromSeconds(60);
            while (world.Time.GetUtcNow() < until)
            {
                if (random.Next(3) == 0) world.Table.Faults.FailNext(random.Next(1, 4));
                if (random.Next(3) == 0) world.Table.Faults.LoseNextAnswers(random.Next(1, 4));
                var (gate, killedAt) = (world.NewGate(), world.Time.GetUtcNow() + TimeSpan.FromSeconds(random.Next(1, 40)));
                for (var worker = random.Next(1, 8); worker > 0; worker--)
                    world.Start(() => world.HammerAsync(gate, 0, pace, until, TimeSpan.FromMilliseconds(random.Next(1, 300)), () => world.Time.GetUtcNow() > killedAt));
                world.Run(TimeSpan.FromMilliseconds(random.Next(10, 15_000)));
            }

            world.AssertNothingFailed();
            world.AssertPaceIsKept(pace);
            Assert.NotEmpty(world.Sent);
        }
    }

    [Fact]
    public void The_check_of_windows_sees_one_request_too_many()
    {
        foreach (var ms in (int[])[0, 0, 250, 500]) _world.Sent.Add((Some.Instant.AddMilliseconds(ms), 0));
        _world.AssertPaceIsKept(s_deezer with { Burst = 2 });
        _world.Sent.Add((Some.Instant.AddMilliseconds(740), 0));
        Assert.ThrowsAny<Exception>(() => _world.AssertPaceIsKept(s_deezer with { Burst = 2 }));
    }
}
