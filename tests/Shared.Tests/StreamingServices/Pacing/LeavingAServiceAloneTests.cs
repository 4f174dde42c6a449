using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Pacing;

namespace Smartlinks.Tests.StreamingServices.Pacing;

/// <summary>What a service says or fails to say is kept to by all instances.</summary>
public sealed class LeavingAServiceAloneTests : IDisposable
{
    private static readonly ServicePace s_pace = new("spotify", TimeSpan.FromMilliseconds(50), 10);
    private static readonly LookUp.Unavailable s_timeout = new(UnavailableReasons.Timeout, null);
    private readonly GateWorld _world = new();
    private readonly ServiceGate _one;
    private readonly ServiceGate _other;

    public LeavingAServiceAloneTests() => (_one, _other) = (_world.NewGate(), _world.NewGate());

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(UnavailableReasons.RateLimited)]
    [InlineData(UnavailableReasons.QuotaExhausted)]
    [InlineData("http503")]
    public void Retry_after_is_kept_to_by_all_instances_and_the_reason_is_told(string reason)
    {
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Report(_one, s_pace, new(reason, TimeSpan.FromSeconds(30)));
        foreach (var gate in (ServiceGate[])[_one, _other, _world.NewGate()]) AssertRefused(_world.Enter(gate, s_pace), reason, 30);
        _world.Run(TimeSpan.FromSeconds(29));
        AssertRefused(_world.Enter(_other, s_pace), reason, 1);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Null(_world.Enter(_other, s_pace));
        Assert.Null(_world.Enter(_one, s_pace));
    }

    [Fact]
    public void An_instance_with_reserved_turns_hears_of_it_at_its_next_reservation()
    {
        var until = _world.Time.GetUtcNow() + TimeSpan.FromSeconds(20);
        _world.Start(() => _world.HammerAsync(_other, 1, s_pace, until, TimeSpan.FromMilliseconds(5)));
        _world.Run(TimeSpan.FromSeconds(5));
        var said = _world.Time.GetUtcNow();
        _world.Report(_one, s_pace, new(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(10)));
        _world.Run(TimeSpan.FromSeconds(14));
        Assert.DoesNotContain(_world.Sent, sent => sent.At > said + TimeSpan.FromSeconds(2) && sent.At < said + TimeSpan.FromSeconds(10));
        Assert.Contains(_world.Sent, sent => sent.At >= said + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Without_a_time_the_pauses_grow_to_five_minutes_and_a_success_starts_over()
    {
        var pauses = new List<TimeSpan>();
        for (var refusal = 0; refusal < 40; refusal++)
        {
            _world.Report(_one, s_pace, new(UnavailableReasons.RateLimited, null));
            var refused = _world.Enter(_other, s_pace)!;
            Assert.Equal(UnavailableReasons.RateLimited, refused.Reason);
            pauses.Add(refused.RetryAfter!.Value);
            _world.Run(refused.RetryAfter.Value);
        }

        Assert.InRange(pauses[0], TimeSpan.FromMilliseconds(95), TimeSpan.FromSeconds(1));
        Assert.All(pauses, pause => Assert.True(pause <= TimeSpan.FromMinutes(5), $"{pause}"));
        Assert.True(pauses.Skip(9).Max() > TimeSpan.FromMinutes(1), "they grow");
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Report(_one, s_pace);
        _world.Report(_other, s_pace, new(UnavailableReasons.RateLimited, null));
        Assert.True(_world.Enter(_other, s_pace)!.RetryAfter <= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Refusals_of_requests_under_way_together_are_one()
    {
        for (var request = 0; request < 10; request++) _world.Report(_one, s_pace, new(UnavailableReasons.RateLimited, null));
        Assert.True(_world.Enter(_one, s_pace)!.RetryAfter <= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_success_of_before_does_not_end_what_the_service_asked_for_since()
    {
        _world.Report(_one, s_pace, new(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(30)));
        _world.Report(_one, s_pace);
        AssertRefused(_world.Enter(_one, s_pace), UnavailableReasons.RateLimited, 30);
    }

    [Fact]
    public void A_quota_without_a_time_is_asked_again_after_an_hour_then_two()
    {
        _world.Report(_one, s_pace, new(UnavailableReasons.QuotaExhausted, null));
        AssertRefused(_world.Enter(_other, s_pace), UnavailableReasons.QuotaExhausted, 3600);
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Report(_one, s_pace, new(UnavailableReasons.QuotaExhausted, null));
        AssertRefused(_world.Enter(_other, s_pace), UnavailableReasons.QuotaExhausted, 7200);
    }

    [Fact]
    public void Refused_credentials_pause_the_service_once_a_renewed_token_had_its_chance()
    {
        var unauthorized = new LookUp.Unavailable(UnavailableReasons.Unauthorized, null);
        for (var request = 0; request < 5; request++) _world.Report(_one, s_pace, unauthorized);
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Report(_one, s_pace);
        _world.Run(TimeSpan.FromSeconds(15));
        _world.Report(_one, s_pace, unauthorized);
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Run(TimeSpan.FromSeconds(11));
        _world.Report(_one, s_pace, unauthorized);
        AssertRefused(_world.Enter(_other, s_pace), UnavailableReasons.Unauthorized, 300);
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Report(_one, s_pace, unauthorized);
        AssertRefused(_world.Enter(_one, s_pace), UnavailableReasons.Unauthorized, 300);
    }

    [Theory]
    [InlineData(UnavailableReasons.Timeout)]
    [InlineData(UnavailableReasons.Unreachable)]
    [InlineData(UnavailableReasons.MalformedAnswer)]
    [InlineData("http500")]
    [InlineData("http503")]
    public void Five_failures_in_a_row_open_the_circuit_for_all(string reason)
    {
        for (var failure = 0; failure < 5; failure++)
        {
            Assert.Null(_world.Enter(_one, s_pace));
            _world.Report(_one, s_pace, new(reason, null));
        }

        AssertRefused(_world.Enter(_one, s_pace), UnavailableReasons.CircuitOpen, 10);
        AssertRefused(_world.Enter(_other, s_pace), UnavailableReasons.CircuitOpen, 10);
    }

    [Fact]
    public void Failures_that_are_answers_or_lie_far_apart_or_have_a_success_between_do_not()
    {
        for (var failure = 0; failure < 20; failure++)
        {
            _world.Report(_one, s_pace, failure % 5 == 4 ? null : s_timeout);
            _world.Report(_other, s_pace, new("http403", null));
        }

        for (var failure = 0; failure < 8; failure++)
        {
            _world.Report(_one, s_pace, s_timeout);
            _world.Time.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Null(_world.Enter(_one, s_pace));
        Assert.Null(_world.Enter(_other, s_pace));
    }

    [Fact]
    public void An_open_circuit_lets_one_of_all_try_and_closes_on_its_success()
    {
        Open();
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        ServiceGate[] gates = [_one, _other, _world.NewGate()];
        var entering = Enumerable.Range(0, 12).Select(caller => gates[caller % 3].EnterAsync(s_pace, default)).ToList();
        var answers = entering.Select(_world.Finish).ToList();
        Assert.Equal(1, answers.Count(answer => answer is null));
        Assert.All(answers.OfType<LookUp.Unavailable>(), answer => Assert.Equal(UnavailableReasons.CircuitOpen, answer.Reason));
        _world.Report(gates[answers.IndexOf(null) % 3], s_pace);
        _world.Run(TimeSpan.FromSeconds(1));
        foreach (var gate in gates)
        {
            for (var request = 0; request < 3; request++) Assert.Null(_world.Enter(gate, s_pace));
        }
    }

    [Fact]
    public void A_failed_trial_doubles_the_time_up_to_five_minutes()
    {
        Open();
        foreach (var seconds in (int[])[20, 40, 80, 160, 300, 300])
        {
            _world.Time.Advance(_world.Enter(_one, s_pace)!.RetryAfter!.Value);
            Assert.Null(_world.Enter(_other, s_pace));
            _world.Report(_other, s_pace, s_timeout);
            AssertRefused(_world.Enter(_one, s_pace), UnavailableReasons.CircuitOpen, seconds);
        }
    }

    [Fact]
    public void A_trial_that_never_tells_its_outcome_is_followed_by_another()
    {
        Open();
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_world.Enter(_one, s_pace));
        var start = _world.Time.GetUtcNow();
        while (_world.Enter(_other, s_pace) is { } refused)
        {
            Assert.Equal(UnavailableReasons.CircuitOpen, refused.Reason);
            _world.Time.Advance(refused.RetryAfter!.Value);
        }

        Assert.Equal(TimeSpan.FromSeconds(15), _world.Time.GetUtcNow() - start);
    }

    [Fact]
    public void What_cannot_be_told_while_storage_is_down_is_kept_to_here_and_told_after()
    {
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Table.Faults.IsDown = true;
        _world.Report(_one, s_pace, new(UnavailableReasons.RateLimited, TimeSpan.FromMinutes(2)));
        AssertRefused(_world.Enter(_one, s_pace), UnavailableReasons.RateLimited, 120);
        _world.Table.Faults.IsDown = false;
        _world.Report(_one, s_pace, new(UnavailableReasons.QuotaExhausted, TimeSpan.FromMinutes(1)));
        _world.Run(TimeSpan.FromSeconds(61));
        AssertRefused(_world.Enter(_other, s_pace), UnavailableReasons.RateLimited, 59);
    }

    [Fact]
    public void Ordinary_successes_write_nothing()
    {
        Assert.Null(_world.Enter(_one, s_pace));
        _world.Table.Faults.ForgetCalls();
        for (var answer = 0; answer < 100; answer++) _world.Report(_one, s_pace);
        Assert.Equal(0, _world.Table.Faults.TotalCalls);
    }

    [Fact]
    public void A_clock_that_jumps_months_ahead_and_back_stops_nothing()
    {
        var clock = new JumpingTime(_world.Time);
        var (gate, witness) = (_world.NewGate(clock), _world.NewGate(clock));
        foreach (var days in (double[])[0, 90, 0, 90, -30, 400, 0.2, 0])
        {
            clock.Offset = TimeSpan.FromDays(days);
            Assert.Null(_world.Enter(gate, s_pace));
            _world.Report(gate, s_pace, new(UnavailableReasons.RateLimited, TimeSpan.FromHours(20)));
            AssertRefused(_world.Enter(witness, s_pace), UnavailableReasons.RateLimited, 20 * 3600);
            // Forward, what was asked for is over; back, it was never asked for.
            clock.Offset += TimeSpan.FromDays(days % 2 == 0 ? 1 : -1);
            Assert.Null(_world.Enter(witness, s_pace));
            _world.Run(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void A_clock_set_back_gives_no_second_burst()
    {
        var clock = new JumpingTime(_world.Time);
        var gate = _world.NewGate(clock);
        var pace = new ServicePace("slow", TimeSpan.FromMinutes(1), 5);
        var passed = 0;
        for (var jump = 0; jump < 10; jump++)
        {
            while (_world.Enter(gate, pace) is null) passed++;
            clock.Offset -= TimeSpan.FromHours(3);
        }

        Assert.InRange(passed, 5 + 9, 5 + 9);
    }

    private static void AssertRefused(LookUp.Unavailable? answer, string reason, double seconds)
    {
        Assert.NotNull(answer);
        Assert.Equal(reason, answer.Reason);
        Assert.InRange(answer.RetryAfter!.Value.TotalSeconds, seconds - 0.5, seconds + 0.01);
    }

    private void Open()
    {
        for (var failure = 0; failure < 5; failure++) _world.Report(_one, s_pace, s_timeout);
        AssertRefused(_world.Enter(_one, s_pace), UnavailableReasons.CircuitOpen, 10);
    }
}
