using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Pacing;

namespace Smartlinks.Tests.StreamingServices.Pacing;

/// <summary>A day's quota is never exceeded, whatever instances come and go.</summary>
public sealed class CountingQuotasTests : IDisposable
{
    private static readonly ServicePace s_search = new("youtube-music-search", TimeSpan.FromMilliseconds(100), 20, DailyQuota: 100, ResetZone: "America/Los_Angeles");
    private readonly GateWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_hundred_a_day_are_a_hundred_over_all_instances_and_lives()
    {
        var until = _world.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
        var lost = 0;
        for (var life = 0; life < 6; life++)
        {
            var (gate, number, isKilled) = (_world.NewGate(), life, false);
            for (var worker = 0; worker < 3; worker++)
            {
                _world.Start(() => _world.HammerAsync(gate, number, s_search, until, TimeSpan.FromMilliseconds(70), () =>
                {
                    // Between the unit and its use: the worst moment.
                    if (isKilled) lost++;
                    return isKilled;
                }));
            }

            _world.Run(TimeSpan.FromSeconds(1.5));
            isKilled = life % 2 == 1;
        }

        _world.Run(TimeSpan.FromSeconds(30));
        Assert.InRange(_world.Sent.Count, 100 - lost, 100);
        Assert.True(_world.Sent.Count > 80, $"{_world.Sent.Count}");
        var refused = _world.Enter(_world.NewGate(), s_search)!;
        Assert.Equal(UnavailableReasons.QuotaExhausted, refused.Reason);
        // Midnight in California, and a little more.
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 8, 0, 10, TimeSpan.Zero), _world.Time.GetUtcNow() + refused.RetryAfter!.Value);
    }

    [Fact]
    public void The_next_day_has_its_own_and_nothing_is_sent_around_the_reset()
    {
        var pace = s_search with { DailyQuota = 3 };
        var gate = _world.NewGate();
        for (var request = 0; request < 3; request++) Assert.Null(_world.Enter(gate, pace));
        var reset = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
        var fresh = _world.NewGate();
        foreach (var seconds in (int[])[-9, -1, 0, 9])
        {
            _world.Time.MoveTo(reset.AddSeconds(seconds));
            Assert.Equal(new LookUp.Unavailable(UnavailableReasons.QuotaExhausted, TimeSpan.FromSeconds(10 - seconds)), _world.Enter(fresh, pace));
        }

        _world.Time.MoveTo(reset.AddSeconds(10));
        for (var request = 0; request < 3; request++) Assert.Null(_world.Enter(request == 0 ? gate : fresh, pace));
        Assert.Equal(UnavailableReasons.QuotaExhausted, _world.Enter(gate, pace)!.Reason);
    }

    [Fact]
    public void What_is_used_up_is_not_asked_of_storage_again()
    {
        var pace = s_search with { DailyQuota = 1 };
        var gate = _world.NewGate();
        Assert.Null(_world.Enter(gate, pace));
        Assert.Equal(UnavailableReasons.QuotaExhausted, _world.Enter(gate, pace)!.Reason);
        _world.Table.Faults.ForgetCalls();
        for (var request = 0; request < 50; request++) Assert.Equal(UnavailableReasons.QuotaExhausted, _world.Enter(gate, pace)!.Reason);
        Assert.Equal(0, _world.Table.Faults.TotalCalls);
    }

    [Fact]
    public void A_lost_answer_of_storage_loses_a_unit_and_never_makes_one()
    {
        var pace = s_search with { DailyQuota = 10 };
        var (gate, passed) = (_world.NewGate(), 0);
        for (var request = 0; request < 30; request++)
        {
            if (request % 4 == 1) _world.Table.Faults.LoseNextAnswers(operation: "UpdateEntity");
            if (_world.Enter(gate, pace) is null) passed++;
            _world.Run(TimeSpan.FromSeconds(1.1));
        }

        Assert.InRange(passed, 5, 10);
    }

    [Fact]
    public void A_service_that_says_its_quota_is_used_up_is_believed_until_the_reset()
    {
        var gate = _world.NewGate();
        Assert.Null(_world.Enter(gate, s_search));
        _world.Report(gate, s_search, new(UnavailableReasons.QuotaExhausted, null));
        var refused = _world.Enter(_world.NewGate(), s_search)!;
        Assert.Equal(UnavailableReasons.QuotaExhausted, refused.Reason);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 8, 0, 10, TimeSpan.Zero), _world.Time.GetUtcNow() + refused.RetryAfter!.Value);
        _world.Time.Advance(refused.RetryAfter.Value);
        Assert.Null(_world.Enter(gate, s_search));
    }

    [Fact]
    public void A_large_quota_is_taken_in_small_parts_and_is_exact_all_the_same()
    {
        var pace = new ServicePace("units", TimeSpan.FromMilliseconds(1), 5_000, DailyQuota: 3_000);
        ServiceGate[] gates = [_world.NewGate(), _world.NewGate(), _world.NewGate()];
        var passed = 0;
        for (var request = 0; request < 3_200; request++)
        {
            if (_world.Enter(gates[request % 3], pace) is null) passed++;
        }

        Assert.Equal(3_000, passed);
    }

    [Fact]
    public void Old_days_that_cannot_be_deleted_cost_no_unit_and_are_deleted_another_day()
    {
        var (gate, pace) = (_world.NewGate(), s_search with { DailyQuota = 3 });
        for (var day = 0; day < 12; day++)
        {
            // From the day on which there is something to delete.
            if (day is 8 or 9) _world.Table.Faults.FailNext(operation: day == 8 ? "SubmitTransaction" : "QueryPage");
            for (var unit = 0; unit < 3; unit++) Assert.Null(_world.Enter(gate, pace));
            Assert.Equal(UnavailableReasons.QuotaExhausted, _world.Enter(gate, pace)!.Reason);
            Assert.Equal(day switch { < 8 => day + 1, 8 => 9, 9 => 10, _ => 8 }, _world.Table.Rows.Count(row => row.RowKey.StartsWith("quota|", StringComparison.Ordinal)));
            _world.Time.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public void Storage_that_hangs_while_old_days_are_deleted_is_waited_for_two_seconds()
    {
        _world.Table.Faults.BeforeCallAsync = (operation, token) => operation == "QueryPage" ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask;
        var start = _world.Time.GetUtcNow();
        Assert.Null(_world.Enter(_world.NewGate(), s_search));
        Assert.InRange((_world.Time.GetUtcNow() - start).TotalSeconds, 1.9, 2.1);
    }
}
