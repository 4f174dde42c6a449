using System.Globalization;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

/// <summary>The decision table of docs/pre-saves.md, row by row.</summary>
public sealed class PreSaveRulesTests
{
    private static readonly DateTimeOffset s_dueAt = PreSaveWorld.BerlinMidnight;

    private static readonly Dictionary<string, Func<SaveAnswer>> s_answers = new()
    {
        ["saved"] = () => new SaveAnswer.InLibrary(false),
        ["alreadyThere"] = () => new SaveAnswer.InLibrary(true),
        ["taken"] = () => new SaveAnswer.Taken(),
        ["notThere"] = () => new SaveAnswer.NotThere(),
        ["tokenRefused"] = () => new SaveAnswer.Refused(PreSaveReasons.GrantRefused),
        ["notAllowed"] = () => new SaveAnswer.Refused(PreSaveReasons.NotOnAllowList),
        ["noSubscription"] = () => new SaveAnswer.Refused(PreSaveReasons.NoSubscription),
        ["grantExpired"] = () => new SaveAnswer.GrantEnded(PreSaveReasons.GrantEnded),
        ["grantRevoked"] = () => new SaveAnswer.GrantEnded(PreSaveReasons.GrantRefused),
        ["rateLimited"] = () => new SaveAnswer.Waits(PreSaveReasons.RateLimited, TimeSpan.FromSeconds(30), false, true),
        ["quotaExhausted"] = () => new SaveAnswer.Waits(PreSaveReasons.QuotaExhausted, TimeSpan.FromHours(9), false, true),
        ["noAnswer"] = () => new SaveAnswer.Waits(PreSaveReasons.ServiceDown, null, true),
    };

    /// <summary>Each row of the table: before | answer | since the moment | fan's country | after | next try.</summary>
    public static TheoryData<string, string, string, string, string, string> Table()
    {
        var rows = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "docs", "pre-saves.md"))
            .SkipWhile(line => !line.StartsWith("| Before |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        var data = new TheoryData<string, string, string, string, string, string>();
        foreach (var cells in rows.Select(line => line.Split('|').Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal)).ToArray()))
            data.Add(cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void The_decision_table_is_what_the_page_says(string before, string answer, string since, string country, string after, string next)
    {
        var now = s_dueAt + Time(since);
        var outcome = PreSaveRules.After(Before(before, now), s_answers[answer](), new SaveConditions(now, s_dueAt, country == "elsewhere"));

        Assert.Equal(after, $"{Lower(outcome.State)}{(outcome.Reason is null ? "" : $" {outcome.Reason}")}");
        Assert.Equal(next.Length == 0 ? null : now + Time(next), outcome.NextAt);
        Assert.Equal(next.Length == 0, outcome.IsEnded);
    }

    [Fact]
    public void The_page_has_a_table() => Assert.True(Table().Count > 20);

    [Fact]
    public void The_page_names_every_state_reason_and_setting()
    {
        var page = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "docs", "pre-saves.md"));
        var named = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToHashSet();
        Assert.Empty(Enum.GetValues<PreSaveState>().Select(Lower).Except(named));
        var reasons = typeof(PreSaveReasons).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Empty(reasons.Except(named));
        Assert.All(reasons, reason => Assert.Contains(page, line => line.StartsWith($"| `{reason}` | `{Lower(PreSaveRules.EndOf(reason))}` |", StringComparison.Ordinal)));
        Assert.All(typeof(PreSaveOptions).GetProperties(), setting =>
            Assert.Contains(page, line => line.StartsWith($"| `PreSaves__{setting.Name}` | `{setting.GetValue(new PreSaveOptions())}` |", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(PreSaveReasons.NoItemYet, PreSaveState.SourceMissing)]
    [InlineData(PreSaveReasons.NotLiveYet, PreSaveState.SourceMissing)]
    [InlineData(PreSaveReasons.NotInCountry, PreSaveState.NotAvailable)]
    [InlineData(PreSaveReasons.NoSubscription, PreSaveState.NotAvailable)]
    [InlineData(PreSaveReasons.NotOnAllowList, PreSaveState.NotAllowed)]
    [InlineData(PreSaveReasons.RateLimited, PreSaveState.NotAllowed)]
    [InlineData(PreSaveReasons.QuotaExhausted, PreSaveState.NotAllowed)]
    [InlineData(PreSaveReasons.ServiceDown, PreSaveState.NotAllowed)]
    [InlineData(PreSaveReasons.NotConfigured, PreSaveState.NotAllowed)]
    [InlineData(PreSaveReasons.GrantEnded, PreSaveState.GrantExpired)]
    [InlineData(PreSaveReasons.GrantRefused, PreSaveState.GrantRevoked)]
    [InlineData(PreSaveReasons.LinkGone, PreSaveState.Canceled)]
    public void What_waits_ends_after_72_hours_as_what_it_was_waiting_for_unless_it_may_be_in_the_library(string reason, PreSaveState end)
    {
        var at = new SaveConditions(s_dueAt + PreSaveRules.Patience, s_dueAt);
        var waiting = Before("queued", at.Now);
        Assert.Equal((end, reason), (PreSaveRules.Wait(waiting, reason, null, at).State, PreSaveRules.Wait(waiting, reason, null, at).Reason));
        Assert.Equal(PreSaveState.Submitted, PreSaveRules.Wait(waiting with { Unanswered = true }, reason, null, at).State);
        Assert.Equal(PreSaveState.Queued, PreSaveRules.Wait(waiting, reason, null, at with { Now = at.Now.AddTicks(-1) }).State);
    }

    [Fact]
    public void Tries_get_rarer_and_the_last_one_is_at_72_hours()
    {
        var at = new SaveConditions(s_dueAt, s_dueAt);
        var (tries, last) = (0, TimeSpan.Zero);
        while (at.Now < at.Deadline)
        {
            var next = PreSaveRules.NextTry(null, at);
            Assert.True(next - at.Now >= last || next == at.Deadline);
            (last, tries, at) = (next - at.Now, tries + 1, at with { Now = next });
        }

        Assert.Equal(at.Deadline, at.Now);
        Assert.InRange(tries, 50, 100);
    }

    [Fact]
    public void What_was_only_taken_is_looked_at_a_few_times_and_then_submitted()
    {
        var preSave = PreSaveRules.After(Before("queued", s_dueAt), new SaveAnswer.Taken(), new SaveConditions(s_dueAt, s_dueAt));
        var looks = new List<TimeSpan>();
        while (preSave.NextAt is { } next)
        {
            looks.Add(next - s_dueAt);
            preSave = PreSaveRules.After(preSave, new SaveAnswer.Taken(), new SaveConditions(next, s_dueAt));
        }

        Assert.Equal([1, 3, 10, 30, 120], looks.Select(look => look.TotalMinutes));
        Assert.Equal((PreSaveState.Submitted, null), (preSave.State, preSave.Reason));
    }

    private static PreSave Before(string text, DateTimeOffset now)
    {
        var words = text.Split(' ');
        var fan = Smartlinks.Fans.FanId.Parse("fan_01hzzzzzzzzzzzzzzzzzzzzzzz");
        var stateAt = words.Length > 2 ? now - Time(words[2]) : now;
        return new PreSave(new PreSaveKey(Some.LinkId, "Europe/Berlin", 0), StreamingService.Spotify, fan, words[0] == "saving" ? PreSaveState.Saving : PreSaveState.Queued,
            words.Length > 1 ? words[1] : null, stateAt, Some.Instant, "DE", false, null, words[0] == "queued" ? 0 : 1, null, null, Unanswered: words[0] is "unanswered" || text == "saving");
    }

    /// <summary><c>30s</c>, <c>5m</c>, <c>1h</c>.</summary>
    private static TimeSpan Time(string text) => double.Parse(text[..^1], CultureInfo.InvariantCulture) * text[^1] switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        _ => throw new FormatException(text),
    };

    private static string Lower(PreSaveState state) => char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..];
}
