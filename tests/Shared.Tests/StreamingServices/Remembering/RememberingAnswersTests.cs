using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Remembering;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Remembering;

public sealed class RememberingAnswersTests
{
    private static readonly TimeSpan s_remember = TimeSpan.FromMinutes(2);
    private readonly ManualTime _time = new();
    private readonly ScriptedCatalogue _fresh = new(StreamingService.Deezer);
    private readonly AnswerMemory _memory;
    private readonly RememberingCatalogue _catalogue;

    public RememberingAnswersTests()
    {
        _memory = new AnswerMemory(s_remember, 100, _time);
        _catalogue = new RememberingCatalogue(_fresh, _memory);
    }

    [Fact]
    public async Task Not_listed_is_remembered_for_two_minutes()
    {
        await _catalogue.FindByIsrcAsync(Some.Isrc, default);
        _time.Advance(s_remember - TimeSpan.FromTicks(1));
        Assert.Equal(new LookUp.NotListed(), await _catalogue.FindByIsrcAsync(Some.Isrc, default));
        Assert.Single(_fresh.Asked);
        _time.Advance(TimeSpan.FromTicks(1));
        await _catalogue.FindByIsrcAsync(Some.Isrc, default);
        Assert.Equal(2, _fresh.Asked.Count);
    }

    [Fact]
    public async Task A_fresh_answer_is_there_for_who_wants_one()
    {
        await _catalogue.FindByIsrcAsync(Some.Isrc, default);
        await _catalogue.Fresh.FindByIsrcAsync(Some.Isrc, default);
        Assert.Equal(2, _fresh.Asked.Count);
    }

    public static TheoryData<LookUp> OtherAnswers => [new LookUp.Found([Some.Track()]), new LookUp.Unavailable(UnavailableReasons.Timeout, null)];

    [Theory, MemberData(nameof(OtherAnswers))]
    public async Task Nothing_else_is_remembered(LookUp answer)
    {
        _fresh.ByCode = _ => answer;
        await _catalogue.FindByIsrcAsync(Some.Isrc, default);
        Assert.Same(answer, await _catalogue.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(2, _fresh.Asked.Count);
    }

    [Fact]
    public async Task Different_questions_are_different()
    {
        var item = new ServiceItem(StreamingService.Deezer, ItemKind.Track, "1", Some.DeezerUrl(1));
        var search = new ReleaseSearch(ItemKind.Track, "a", ["b", "c"], null, null);
        for (var round = 0; round < 2; round++)
        {
            await _catalogue.FindByIsrcAsync("1", default);
            await _catalogue.FindByUpcAsync(["1"], default);
            await _catalogue.FindByUpcAsync(["1", "01"], default);
            await _catalogue.FindByItemAsync(item, default);
            await _catalogue.FindByItemAsync(item with { Kind = ItemKind.Album }, default);
            await _catalogue.FindByItemAsync(item with { Country = "DE" }, default);
            await _catalogue.SearchAsync(search, default);
            await _catalogue.SearchAsync(search with { Artists = ["b|1:c"] }, default);
            await _catalogue.SearchAsync(search with { Isrc = "" }, default);
            await _catalogue.SearchAsync(search with { Duration = TimeSpan.Zero }, default);
        }

        Assert.Equal(10, _fresh.Asked.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Equal_questions_at_a_time_are_asked_once(bool isListed)
    {
        var answer = new TaskCompletionSource();
        _fresh.Delay = () => answer.Task;
        if (isListed) _fresh.ByCode = _ => new LookUp.Found([Some.Track()]);
        var asking = Enumerable.Range(0, 20).Select(_ => _catalogue.FindByIsrcAsync(Some.Isrc, default)).ToList();
        answer.SetResult();
        Assert.All(await Task.WhenAll(asking), one => Assert.Equal(isListed, one is LookUp.Found));
        Assert.Single(_fresh.Asked);
    }

    [Fact]
    public async Task One_callers_cancellation_is_its_own_and_the_last_ones_ends_the_question()
    {
        var seen = CancellationToken.None;
        var answer = new TaskCompletionSource<LookUp>();
        Task<LookUp> Ask(CancellationToken token)
        {
            seen = token;
            return answer.Task.WaitAsync(token);
        }

        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var (one, two) = (_memory.AskAsync("q", Ask, first.Token), _memory.AskAsync("q", Ask, second.Token));
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(seen.IsCancellationRequested);
        Assert.False(two.IsCompleted);

        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        Assert.True(seen.IsCancellationRequested);

        var asked = 0;
        Assert.IsType<LookUp.NotListed>(await _memory.AskAsync("q", _ => Task.FromResult<LookUp>(asked++ == 0 ? new LookUp.NotListed() : throw new InvalidOperationException()), default));
    }

    [Fact]
    public async Task What_a_source_throws_reaches_all_who_wait_and_is_not_remembered()
    {
        var source = new RememberingCatalogue(new Bare(), _memory);
        await Assert.ThrowsAsync<NotSupportedException>(() => source.FindByIsrcAsync(Some.Isrc, default));
        await Assert.ThrowsAsync<NotSupportedException>(() => source.SearchAsync(new ReleaseSearch(ItemKind.Track, "a", ["b"], null, null), default));
        Assert.IsType<LookUp.NotListed>(await _catalogue.FindByIsrcAsync(Some.Isrc, default));
    }

    [Fact]
    public async Task The_memory_is_bounded_and_forgets_the_oldest()
    {
        for (var code = 0; code < 250; code++) await _catalogue.FindByIsrcAsync($"{code}", default);
        Assert.Equal(100, _memory.Count);
        await _catalogue.FindByIsrcAsync("249", default);
        Assert.Equal(250, _fresh.Asked.Count);
        await _catalogue.FindByIsrcAsync("0", default);
        Assert.Equal(251, _fresh.Asked.Count);
    }

    [Fact]
    public async Task A_clock_set_back_forgets()
    {
        var later = new ManualTime(Some.Instant.AddDays(90));
        var clock = new MovableTime { Now = later };
        var memory = new AnswerMemory(s_remember, 100, clock);
        var asked = 0;
        Task<LookUp> Ask(CancellationToken token) => Task.FromResult<LookUp>(asked++ < 2 ? new LookUp.NotListed() : new LookUp.Found([]));
        await memory.AskAsync("q", Ask, default);
        clock.Now = _time;
        await memory.AskAsync("q", Ask, default);
        Assert.Equal(2, asked);
    }

    [Fact]
    public void It_is_the_catalogue_in_all_else() => Assert.Equal((_fresh.Service, _fresh.Capabilities), (_catalogue.Service, _catalogue.Capabilities));

    private sealed class MovableTime : TimeProvider
    {
        public required TimeProvider Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now.GetUtcNow();
    }

    private sealed class Bare : IServiceCatalogue
    {
        public StreamingService Service => StreamingService.Pandora;

        public ServiceCapabilities Capabilities { get; } = new(false, false, false, false, false);
    }
}
