using Smartlinks.Clicks;
using Smartlinks.Support;

namespace Smartlinks.Tests.Clicks;

public sealed class ResentRequestTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ClickOptions _options = new() { JournalFolder = Directory.CreateTempSubdirectory("smartlinks-journal").FullName };

    [Fact]
    public void A_request_the_host_sends_again_after_a_kill_is_one_click()
    {
        Record(1, 2);

        using var next = new ClickJournal(_options, _time);
        Assert.True(next.TryAppend(Click(2)));
        Assert.Equal(0, next.UnsentBytes);
        Assert.True(next.TryAppend(Click(3)));
        Assert.NotEqual(0, next.UnsentBytes);
    }

    [Fact]
    public void A_request_is_taken_for_a_repeat_once()
    {
        Record(1);

        using var next = new ClickJournal(_options, _time);
        next.TryAppend(Click(1));
        next.TryAppend(Click(1));
        Assert.NotEqual(0, next.UnsentBytes);
    }

    [Fact]
    public void Requests_without_an_id_are_never_repeats()
    {
        Record(0);

        using var next = new ClickJournal(_options, _time);
        next.TryAppend(Click(0));
        Assert.NotEqual(0, next.UnsentBytes);
    }

    [Fact]
    public void Repeats_are_looked_for_a_minute_only()
    {
        Record(1);

        using var next = new ClickJournal(_options, _time);
        _time.Advance(ResentRequests.RememberFor + TimeSpan.FromSeconds(1));
        next.TryAppend(Click(1));
        Assert.NotEqual(0, next.UnsentBytes);
    }

    public void Dispose() => Directory.Delete(_options.JournalFolder, recursive: true);

    // Files of an earlier life carry the system's time; the manual clock must not be past it.
    private void Record(params ulong[] ids)
    {
        using var journal = new ClickJournal(_options, _time);
        foreach (var id in ids) journal.TryAppend(Click(id));
    }

    private Click Click(ulong id) => new("lnk_01hzzzzzzzzzzzzzzzzzzzzzzz", _time.GetUtcNow(), ClickKind.Visit, RequestId: id);
}
