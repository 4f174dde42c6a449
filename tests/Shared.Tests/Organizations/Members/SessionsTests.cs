using Smartlinks.Organizations.Members;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations.Members;

public sealed class SessionsTests
{
    private static readonly TimeSpan s_idle = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(30);

    private readonly InMemoryTableClient _table = new();
    private readonly ManualTime _time = new();
    private readonly Sessions _sessions;

    public SessionsTests() => _sessions = new Sessions(_table, new RandomIdSource(_time), _time);

    [Fact]
    public async Task A_session_is_found_by_its_key_which_is_stored_nowhere()
    {
        var key = await BeginAsync();

        Assert.Equal(MemberWorld.Owner, (await _sessions.FindAsync(key, default))!.Person);
        Assert.DoesNotContain(_table.Rows, row => row.RowKey.Contains(key[10..], StringComparison.Ordinal) || row.Properties.Values.Any(value => value is string text && text.Contains(key[10..], StringComparison.Ordinal)));
        foreach (var other in new[] { "", "x", key[..^1], key + "A", key[..^1] + (key[^1] == 'A' ? 'B' : 'A'), "2026-11-99" + key[10..], "2026-11-20" + key[10..] }) Assert.Null(await _sessions.FindAsync(other, default));
    }

    [Fact]
    public async Task A_kept_session_goes_on_and_never_past_its_end()
    {
        var key = await BeginAsync();
        for (var hours = 0; hours < 29; hours++)
        {
            _time.Advance(s_idle - TimeSpan.FromTicks(1));
            await _sessions.KeepAsync(key, s_idle, default);
            Assert.NotNull(await _sessions.FindAsync(key, default));
        }

        var session = (await _sessions.FindAsync(key, default))!;
        _time.MoveTo(session.EndsAt - TimeSpan.FromMinutes(30));
        await _sessions.KeepAsync(key, s_idle, default);
        _time.MoveTo(session.EndsAt - TimeSpan.FromTicks(1));
        Assert.NotNull(await _sessions.FindAsync(key, default));
        _time.MoveTo(session.EndsAt);
        Assert.Null(await _sessions.FindAsync(key, default));
    }

    [Fact]
    public async Task One_that_is_not_kept_ends()
    {
        var key = await BeginAsync();
        _time.Advance(s_idle);
        Assert.Null(await _sessions.FindAsync(key, default));
        await _sessions.KeepAsync(key, s_idle, default);
        Assert.Null(await _sessions.FindAsync(key, default));
    }

    [Fact]
    public async Task An_ended_session_is_not_brought_back_by_one_who_kept_it_at_that_moment()
    {
        var key = await BeginAsync();
        _table.Faults.BeforeCallAsync = async (operation, _) =>
        {
            if (operation != "UpdateEntity") return;
            _table.Faults.BeforeCallAsync = null;
            await _sessions.EndAsync(key, default);
        };

        await _sessions.KeepAsync(key, s_idle, default);

        Assert.Empty(_table.Rows);
    }

    [Fact]
    public async Task Days_that_are_over_go_when_somebody_signs_in()
    {
        await BeginAsync();
        _time.Advance(TimeSpan.FromDays(3));
        var key = await BeginAsync();

        Assert.Single(_table.Rows);
        Assert.NotNull(await _sessions.FindAsync(key, default));
    }

    private Task<string> BeginAsync() => _sessions.BeginAsync(MemberWorld.Owner, s_idle, s_longest, default);
}
