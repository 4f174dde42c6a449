using System.Collections.Concurrent;
using System.Globalization;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Look-ups by ISRC that share requests.</summary>
public sealed class IsrcBatcherTests
{
    private static readonly ServicePace s_pace = new("test", TimeSpan.FromSeconds(5), 2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly HeldGate _gate = new();
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly SemaphoreSlim _asks = new(0);

    [Fact]
    public async Task A_lone_look_up_goes_as_soon_as_the_gate_lets_it()
    {
        var looking = Batcher(OpenGate.Instance).FindAsync(Code(1), default);
        Assert.Equal([Code(1)], Assert.Single(_asked).Isrcs);
        Answer(0);
        AssertFound(1, await looking.WaitAsync(s_patience));
    }

    [Fact]
    public async Task Those_who_wait_for_the_gate_go_in_one_request_and_get_each_its_own_answer()
    {
        var batcher = Batcher();
        Task<LookUp>[] looking = [.. Enumerable.Range(1, 5).Select(number => batcher.FindAsync(Code(number), default))];
        Assert.Empty(_asked);
        await LetThroughAsync();
        Assert.Equal(Enumerable.Range(1, 5).Select(Code), Assert.Single(_asked).Isrcs);
        Answer(0, except: 4);
        for (var i = 0; i < 5; i++)
        {
            var answer = await looking[i].WaitAsync(s_patience);
            if (i == 3) Assert.Equal(new LookUp.NotListed(), answer);
            else AssertFound(i + 1, answer);
        }
    }

    [Fact]
    public async Task A_request_names_no_more_than_the_service_takes()
    {
        var batcher = Batcher(most: 2);
        Task<LookUp>[] looking = [.. Enumerable.Range(1, 5).Select(number => batcher.FindAsync(Code(number), default))];
        for (var i = 0; i < 3; i++) await LetThroughAsync();
        Assert.Equal([2, 2, 1], _asked.Select(asked => asked.Isrcs.Count));
        for (var i = 0; i < 3; i++) Answer(i);
        for (var i = 0; i < 5; i++) AssertFound(i + 1, await looking[i].WaitAsync(s_patience));
    }

    [Fact]
    public async Task One_code_is_asked_once_for_all_who_want_it()
    {
        var batcher = Batcher(most: 1);
        Task<LookUp>[] looking = [.. Enumerable.Range(0, 3).Select(_ => batcher.FindAsync(Code(1), default))];
        await LetThroughAsync();
        Assert.Equal([Code(1)], Assert.Single(_asked).Isrcs);
        Answer(0);
        foreach (var one in looking) AssertFound(1, await one.WaitAsync(s_patience));
        Assert.Equal(1, _gate.Entered);
    }

    [Fact]
    public async Task Who_comes_while_a_request_is_under_way_waits_for_the_next_turn_and_not_for_its_answer()
    {
        var batcher = Batcher();
        var first = batcher.FindAsync(Code(1), default);
        await LetThroughAsync();
        var second = batcher.FindAsync(Code(2), default);
        await LetThroughAsync();
        Assert.Equal([[Code(1)], [Code(2)]], _asked.Select(asked => asked.Isrcs));
        Answer(1);
        AssertFound(2, await second.WaitAsync(s_patience));
        Assert.False(first.IsCompleted);
        Answer(0);
        AssertFound(1, await first.WaitAsync(s_patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_cancels_leaves_the_others_alone(bool isEarly)
    {
        using var leaving = new CancellationTokenSource();
        var batcher = Batcher();
        var gone = batcher.FindAsync(Code(1), leaving.Token);
        var stays = batcher.FindAsync(Code(2), default);
        if (isEarly) await leaving.CancelAsync();
        await LetThroughAsync();
        if (!isEarly) await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.WaitAsync(s_patience));
        Assert.False(Asking(0).Token.IsCancellationRequested);
        Answer(0);
        AssertFound(2, await stays.WaitAsync(s_patience));
    }

    [Fact]
    public async Task What_nobody_waits_for_gives_up_its_place_at_the_gate()
    {
        using var leaving = new CancellationTokenSource();
        var batcher = Batcher();
        Task<LookUp>[] gone = [batcher.FindAsync(Code(1), leaving.Token), batcher.FindAsync(Code(2), leaving.Token)];
        await leaving.CancelAsync();
        foreach (var one in gone) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(s_patience));
        await _gate.GivenUpAsync().WaitAsync(s_patience);

        var later = batcher.FindAsync(Code(3), default);
        await LetThroughAsync();
        Assert.Equal([Code(3)], Assert.Single(_asked).Isrcs);
        Answer(0);
        AssertFound(3, await later.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_request_that_nobody_waits_for_any_more_is_given_up()
    {
        using var leaving = new CancellationTokenSource();
        var gone = Batcher().FindAsync(Code(1), leaving.Token);
        await LetThroughAsync();
        Assert.False(Asking(0).Token.IsCancellationRequested);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.WaitAsync(s_patience));
        Assert.True(Asking(0).Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_has_canceled_already_does_not_come_to_the_gate()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Batcher().FindAsync(Code(1), new CancellationToken(canceled: true)));
        Assert.Equal(0, _gate.Entered);
    }

    [Theory]
    [InlineData(UnavailableReasons.CircuitOpen)]
    [InlineData(UnavailableReasons.QuotaExhausted)]
    public async Task The_gates_refusal_reaches_all_who_waited_and_nobody_after_them(string reason)
    {
        var batcher = Batcher();
        Task<LookUp>[] refused = [batcher.FindAsync(Code(1), default), batcher.FindAsync(Code(2), default)];
        var why = new LookUp.Unavailable(reason, TimeSpan.FromSeconds(90));
        _gate.LetThrough(why);
        foreach (var one in refused) Assert.Equal(why, await one.WaitAsync(s_patience));
        Assert.Empty(_asked);

        var next = batcher.FindAsync(Code(3), default);
        await LetThroughAsync();
        Answer(0);
        AssertFound(3, await next.WaitAsync(s_patience));
    }

    [Fact]
    public async Task Who_is_put_off_comes_back_with_as_many_others_as_a_request_takes()
    {
        var batcher = Batcher(most: 4);
        Task<LookUp>[] together = [batcher.FindAsync(Code(1), default), batcher.FindAsync(Code(2), default)];
        PutOff(9);
        foreach (var one in together) Assert.Equal(Later(9), await one.WaitAsync(s_patience));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Later(7), await batcher.FindAsync(Code(3), default));
        Assert.Equal(Later(7), await batcher.FindAsync(Code(4), default));
        Assert.Equal(1, _gate.Entered);

        // The places are taken: the next one asks for a time of its own.
        var fifth = batcher.FindAsync(Code(5), default);
        PutOff(12);
        Assert.Equal(Later(12), await fifth.WaitAsync(s_patience));
        Assert.Equal(2, _gate.Entered);
    }

    [Fact]
    public async Task Who_was_put_off_asks_again_when_the_time_has_come()
    {
        var batcher = Batcher();
        var first = batcher.FindAsync(Code(1), default);
        PutOff(9);
        Assert.Equal(Later(9), await first.WaitAsync(s_patience));
        _time.Advance(TimeSpan.FromSeconds(9));
        Task<LookUp>[] back = [batcher.FindAsync(Code(1), default), batcher.FindAsync(Code(2), default)];
        await LetThroughAsync();
        Answer(0);
        AssertFound(1, await back[0].WaitAsync(s_patience));
        AssertFound(2, await back[1].WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_request_with_room_takes_those_along_who_were_put_off_and_keeps_their_answers()
    {
        var batcher = Batcher(most: 4);
        Task<LookUp>[] together = [.. Enumerable.Range(1, 4).Select(number => batcher.FindAsync(Code(number), default))];
        PutOff(9);
        foreach (var one in together) Assert.Equal(Later(9), await one.WaitAsync(s_patience));
        var fifth = batcher.FindAsync(Code(5), default);
        PutOff(14);
        await fifth.WaitAsync(s_patience);

        _time.Advance(TimeSpan.FromSeconds(9));
        var back = batcher.FindAsync(Code(3), default);
        _time.Advance(TimeSpan.FromSeconds(5));
        await LetThroughAsync();
        var asked = Assert.Single(_asked).Isrcs;
        // Those who were told the same time come in any order.
        Assert.Equal(Code(3), asked[0]);
        Assert.Equal([Code(1), Code(2), Code(4)], asked.Skip(1).Order());
        Answer(0, except: 2);
        AssertFound(3, await back.WaitAsync(s_patience));
        AssertFound(1, await batcher.FindAsync(Code(1), default));
        Assert.Equal(new LookUp.NotListed(), await batcher.FindAsync(Code(2), default));
        AssertFound(4, await batcher.FindAsync(Code(4), default));
        Assert.Equal(3, _gate.Entered);

        // Each is given his answer once: who asks again wants to know anew.
        var again = batcher.FindAsync(Code(1), default);
        await LetThroughAsync();
        Assert.Equal([Code(1), Code(5)], _asked.Last().Isrcs);
        Answer(1);
        AssertFound(1, await again.WaitAsync(s_patience));
    }

    [Fact]
    public async Task What_a_request_could_not_learn_is_asked_for_by_who_comes_back()
    {
        var batcher = Batcher();
        Task<LookUp>[] together = [batcher.FindAsync(Code(1), default), batcher.FindAsync(Code(2), default)];
        PutOff(9);
        foreach (var one in together) await one.WaitAsync(s_patience);
        _time.Advance(TimeSpan.FromSeconds(9));
        var first = batcher.FindAsync(Code(1), default);
        await LetThroughAsync();
        Asking(0).Answer.SetResult(new IsrcAnswers([], new LookUp.Unavailable(UnavailableReasons.Timeout, null)));
        Assert.Equal(UnavailableReasons.Timeout, Assert.IsType<LookUp.Unavailable>(await first.WaitAsync(s_patience)).Reason);
        var second = batcher.FindAsync(Code(2), default);
        await LetThroughAsync();
        Answer(1);
        AssertFound(2, await second.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_make_the_wait_longer()
    {
        var batcher = Batcher();
        var first = batcher.FindAsync(Code(1), default);
        PutOff(9);
        Assert.Equal(Later(9), await first.WaitAsync(s_patience));
        _time.SetBack(TimeSpan.FromHours(1));
        var next = batcher.FindAsync(Code(2), default);
        await LetThroughAsync();
        Answer(0);
        AssertFound(2, await next.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_failure_reaches_all_of_its_batch()
    {
        var batcher = Batcher();
        Task<LookUp>[] failing = [batcher.FindAsync(Code(1), default), batcher.FindAsync(Code(2), default)];
        await LetThroughAsync();
        var other = batcher.FindAsync(Code(3), default);
        Asking(0).Answer.SetException(new InvalidOperationException("broken"));
        foreach (var one in failing) Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => one.WaitAsync(s_patience))).Message);
        await LetThroughAsync();
        Answer(1);
        AssertFound(3, await other.WaitAsync(s_patience));
    }

    [Fact]
    public async Task What_was_found_before_a_failure_is_an_answer_and_the_rest_is_not_told_to_be_missing()
    {
        var batcher = Batcher();
        var (found, unknown) = (batcher.FindAsync(Code(1), default), batcher.FindAsync(Code(2), default));
        await LetThroughAsync();
        var why = new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        Asking(0).Answer.SetResult(new IsrcAnswers([Track(Code(1))], why));
        AssertFound(1, await found.WaitAsync(s_patience));
        Assert.Equal(why, await unknown.WaitAsync(s_patience));
    }

    [Fact]
    public async Task What_nobody_asked_for_is_shown_to_those_left_without()
    {
        var batcher = Batcher();
        var (own, left) = (batcher.FindAsync(Code(1), default), batcher.FindAsync(Code(2), default));
        await LetThroughAsync();
        Asking(0).Answer.SetResult(new IsrcAnswers([Track(Code(1)), Track(Code(9)), Track(null)], null));
        AssertFound(1, await own.WaitAsync(s_patience));
        Assert.Equal([Code(9), null], Assert.IsType<LookUp.Found>(await left.WaitAsync(s_patience)).Candidates.Select(candidate => candidate.Isrc));
    }

    [Fact]
    public async Task A_code_is_recognized_however_it_is_printed()
    {
        var looking = Batcher().FindAsync("USABC2600001", default);
        await LetThroughAsync();
        Asking(0).Answer.SetResult(new IsrcAnswers([Track("us-abc-26-00001"), Track("USABC2600001")], null));
        Assert.Equal(2, Assert.IsType<LookUp.Found>(await looking.WaitAsync(s_patience)).Candidates.Count);
    }

    [Fact]
    public async Task Under_many_callers_of_whom_some_leave_everybody_who_stays_gets_its_own()
    {
        var gate = new YieldingGate();
        var sizes = new ConcurrentQueue<int>();
        var batcher = new IsrcBatcher(gate, s_pace, 25, TimeProvider.System, async (isrcs, cancellationToken) =>
        {
            sizes.Enqueue(isrcs.Count);
            Assert.Equal(isrcs.Count, isrcs.Distinct().Count());
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return new IsrcAnswers([.. isrcs.Where(isrc => Number(isrc) % 7 != 0).Select(Track)], null);
        });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4_000).Select(i => Task.Run(async () =>
        {
            using var leaving = new CancellationTokenSource();
            var looking = batcher.FindAsync(Code(i % 1_000), leaving.Token);
            if (i % 5 == 0) await leaving.CancelAsync();
            try
            {
                return await looking.WaitAsync(s_patience) is var answer && (Number(Code(i % 1_000)) % 7 == 0 ? answer is LookUp.NotListed : answer is LookUp.Found { Candidates: [var one] } && one.Isrc == Code(i % 1_000));
            }
            catch (OperationCanceledException)
            {
                return i % 5 == 0;
            }
        })));
        Assert.All(outcomes, Assert.True);
        Assert.All(sizes, size => Assert.InRange(size, 1, 25));
    }

    private IsrcBatcher Batcher(IServiceGate? gate = null, int most = 25) => new(gate ?? _gate, s_pace, most, _time, (isrcs, cancellationToken) =>
    {
        var asked = new Asked([.. isrcs], new(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        _asked.Enqueue(asked);
        _asks.Release();
        return asked.Answer.Task;
    });

    private void PutOff(int seconds) => _gate.LetThrough(Later(seconds));

    private static LookUp.Unavailable Later(int seconds) => new(UnavailableReasons.Paced, TimeSpan.FromSeconds(seconds));

    /// <summary>Ends when the service has been asked.</summary>
    private async Task LetThroughAsync()
    {
        _gate.LetThrough();
        Assert.True(await _asks.WaitAsync(s_patience));
    }

    private Asked Asking(int index) => _asked.ElementAt(index);

    private void Answer(int index, int except = 0) => Asking(index).Answer.SetResult(new IsrcAnswers([.. Asking(index).Isrcs.Where(isrc => isrc != Code(except)).Select(Track)], null));

    private static string Code(int number) => "USABC" + (2_600_000 + number).ToString(CultureInfo.InvariantCulture);

    private static int Number(string isrc) => int.Parse(isrc.AsSpan(5), CultureInfo.InvariantCulture) - 2_600_000;

    private static Candidate Track(string? isrc) =>
        new(ItemKind.Track, isrc ?? "x", DestinationUrl.Parse(StreamingService.Tidal, "https://tidal.com/browse/track/1"), "A song", []) { Isrc = isrc };

    private static void AssertFound(int number, LookUp answer) => Assert.Equal(Code(number), Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates).Isrc);

    private sealed record Asked(IReadOnlyList<string> Isrcs, TaskCompletionSource<IsrcAnswers> Answer, CancellationToken Token);

    private sealed class YieldingGate : IServiceGate
    {
        public async Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
        {
            for (var i = 0; i < 20; i++) await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }

        public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
