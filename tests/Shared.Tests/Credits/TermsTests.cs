using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Support;

namespace Smartlinks.Tests.Credits;

/// <summary>What plans allow and when links are refused, and that docs/credits.md says so.</summary>
public sealed partial class TermsTests
{
    private static readonly ReleaseMoment s_december = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null);
    private static readonly string[] s_page = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "docs", "credits.md"));
    private readonly CreditWorld _world = new();

    [Theory]
    [InlineData(Plan.Free, false, false, null)]
    [InlineData(Plan.Free, false, true, LinkFeature.PreSaves)]
    [InlineData(Plan.Free, true, false, LinkFeature.CustomSlugs)]
    [InlineData(Plan.Free, true, true, LinkFeature.CustomSlugs)]
    [InlineData(Plan.Starter, false, true, null)]
    [InlineData(Plan.Starter, true, false, LinkFeature.CustomSlugs)]
    [InlineData(Plan.Starter, true, true, LinkFeature.CustomSlugs)]
    [InlineData(Plan.Pro, true, true, null)]
    public async Task A_plan_refuses_what_it_does_not_include_at_creation_and_by_edits(Plan plan, bool hasSlug, bool isToCome, LinkFeature? missing)
    {
        await _world.GrantAsync(5);
        await _world.BookAsync(plan);
        var draft = Some.Draft(hasSlug ? "my-single" : null) with { Release = isToCome ? s_december : null };
        Is(missing, await _world.Creator.CreateAsync(Some.Organization, draft, null, default) is CreateLinkResult.Refused refused ? refused.Why : null);

        var plain = await _world.CreateAsync();
        var change = new LinkChange { Slug = hasSlug ? Slug.Parse("another-one") : null, SetsRelease = isToCome, Release = isToCome ? s_december : null };
        Is(missing, await _world.Editor.UpdateAsync(Some.Organization, plain.Id, null, change, default) is EditLinkResult.Refused kept ? kept.Why : null);

        static void Is(LinkFeature? missing, LinkRefusal? refusal) => Assert.Equal(missing, (refusal as LinkRefusal.PlanNeeded)?.Feature);
    }

    [Fact]
    public async Task A_refused_request_leaves_nothing_and_its_key_can_be_used_again()
    {
        await _world.GrantAsync(5);
        Assert.IsType<CreateLinkResult.Refused>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft("my-single"), new IdempotencyKey("key", "one"), default));
        await _world.BookAsync(Plan.Pro);
        Assert.Equal("my-other", (await _world.CreateAsync(Some.Draft("my-other"))).Address.Slug.ToString());
    }

    [Fact]
    public async Task A_plan_that_ends_takes_nothing_from_links_that_are_there()
    {
        await _world.GrantAsync(5);
        await _world.BookAsync(Plan.Pro);
        var link = await _world.CreateAsync(Some.Draft("my-single") with { Release = s_december });
        await _world.BookAsync(Plan.Free);
        Assert.IsType<EditLinkResult.Edited>(await _world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Slug = Slug.Parse("my-single"), Title = "New", SetsRelease = true, Release = s_december }, default));
        Assert.Equal(link.Id, (await _world.CreateAsync(Some.Draft("my-single") with { Release = s_december })).Id);
    }

    [Fact]
    public async Task A_negative_balance_stops_new_links_and_lets_a_retry_come_to_its_link()
    {
        await _world.GrantAsync(1);
        var link = await _world.CreateAsync();
        await _world.WorkOffAsync();
        await _world.TakeBackAsync("back", 1);
        Assert.Equal(new LinkRefusal.NegativeBalance(-1), Assert.IsType<CreateLinkResult.Refused>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft(), null, default)).Why);
        Assert.Equal(link.Id, (await _world.CreateAsync()).Id);
        await _world.GrantAsync(2, id: "more");
        await _world.CreateAsync(key: "other");
    }

    [Fact]
    public async Task Only_so_many_links_may_wait_for_credit()
    {
        var world = new CreditWorld(mostWaiting: 2);
        foreach (var key in new[] { "a", "b" }) await world.CreateAsync(key: key);
        await world.WorkOffAsync();
        Assert.Equal(new LinkRefusal.TooManyWaiting(2), Assert.IsType<CreateLinkResult.Refused>(await world.Creator.CreateAsync(Some.Organization, Some.Draft(), null, default)).Why);
        await world.GrantAsync(1);
        await world.CreateAsync(key: "c");
    }

    [Fact]
    public void The_page_has_the_table_of_plans()
    {
        var rows = s_page.SkipWhile(line => !line.StartsWith("| | Free |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')).ToList();
        Assert.Equal(Enum.GetValues<LinkFeature>().Select(feature => string.Join(" ", Enum.GetValues<Plan>().Select(plan => PlanTerms.Allows(plan, feature) ? "yes" : "no"))),
            rows.Select(row => string.Join(" ", row.Split('|').Skip(2).Select(cell => cell.Trim()).Where(cell => cell.Length > 0))));
    }

    [Fact]
    public void The_page_has_every_setting_with_its_default_and_every_reason()
    {
        var options = new CreditOptions();
        Assert.Equal(typeof(CreditOptions).GetProperties().Select(setting => $"{CreditOptions.Section}__{setting.Name} = {Convert.ToString(setting.GetValue(options), CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal),
            s_page.Select(row => Setting().Match(row)).Where(match => match.Success).Select(match => $"{match.Groups["name"].Value} = {match.Groups["value"].Value}").Order(StringComparer.Ordinal));
        var table = string.Join('\n', s_page.SkipWhile(line => !line.StartsWith("| Kind |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')));
        Assert.All(Enum.GetNames<LedgerReason>().Concat(Enum.GetNames<EntryKind>()), name => Assert.Contains($"`{char.ToLowerInvariant(name[0])}{name[1..]}`", table, StringComparison.Ordinal));
    }

    [GeneratedRegex("^\\| `(?<name>[A-Za-z]+__[A-Za-z0-9]+)` \\| (`(?<value>[^`]*)` )?\\|")]
    private static partial Regex Setting();
}
