using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations.Access;

/// <summary>Bugs these hunt: a purchase counted twice, a refund undone by late news, a release of a package used twice for one link or lost between two writes.</summary>
public sealed class HoldingEntitlementsTests
{
    private const string Link = "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz";
    private const string OtherLink = "lnk_01hzzzzzzzzzzzzzzzzzzzzzzy";

    private static readonly OwnerId s_owner = OwnerId.Parse("usr_ada");

    private readonly InMemoryTableClient _table = new(EntitlementRow.Table);
    private readonly InMemoryTableClient _organizations = new(OrganizationRow.Table);
    private readonly ManualTime _time = new();

    public HoldingEntitlementsTests() => Entitlements = new Entitlements(_table);

    private Entitlements Entitlements { get; }

    private static Entitlement Five => new(EntitlementId.Parse("cs_one"), EntitlementKind.Package, null, Some.Instant) { Offer = "five", Releases = 5, Paid = new Money(4_900, Currency.Parse("EUR")), EndsAt = Some.Instant.AddYears(1), Note = "A word" };

    [Theory]
    [InlineData("Membership")]
    [InlineData("Package")]
    [InlineData("BaseFee")]
    [InlineData("Permit")]
    public async Task What_was_given_is_read_as_it_was_written(string kind)
    {
        var given = Five with { Kind = Enum.Parse<EntitlementKind>(kind), Releases = kind == "Package" ? 5 : 0, Link = kind == "BaseFee" ? Link : null };
        Assert.Equal(new GiveResult.Given(given, true), await GiveAsync(given));
        Assert.Equal(given, await Entitlements.FindAsync(Some.Organization, s_owner, given.Link, given.Id, default));
        Assert.Equal([given], (await Entitlements.ListAsync(Some.Organization, s_owner, 10, null, default)).Items);
        Assert.Equal([given], (await HoldAsync()).Entitlements);
        Assert.Equal(given.Link is null ? [given] : [], (await Entitlements.HoldAsync(Some.Organization, s_owner, OtherLink, default)).Entitlements);
        Assert.Empty((await Entitlements.HoldAsync(Some.Organization, OwnerId.Of(Some.Organization), Link, default)).Entitlements);
        Assert.Empty((await Entitlements.HoldAsync(OrganizationId.Parse("org_other"), s_owner, Link, default)).Entitlements);
    }

    [Fact]
    public async Task Giving_twice_is_giving_once_and_something_else_under_the_id_is_refused()
    {
        await GiveAsync(Five);
        await UseAsync();
        var again = Assert.IsType<GiveResult.Given>(await GiveAsync(Five with { GivenAt = Some.Instant.AddHours(1) }));
        Assert.Equal((false, 1), (again.IsNew, again.Entitlement.Used));
        Assert.Equal(5, Assert.IsType<GiveResult.Differs>(await GiveAsync(Five with { Releases = 6 })).There.Releases);
    }

    [Theory]
    [InlineData("give revoke")]
    [InlineData("revoke give")]
    [InlineData("give revoke give revoke")]
    [InlineData("revoke revoke give give")]
    public async Task What_was_revoked_stays_revoked_in_whatever_order_the_news_come(string order)
    {
        foreach (var step in order.Split(' '))
        {
            if (step == "give") await GiveAsync(Five);
            else await Entitlements.RevokeAsync(Some.Organization, s_owner, null, Five.Id, _time.GetUtcNow(), default);
        }

        Assert.Equal(Five with { RevokedAt = Some.Instant }, Assert.Single((await HoldAsync()).Entitlements));
        Assert.IsType<AccessDecision.Missing>(await UseAsync());
    }

    [Theory]
    [InlineData("give take return")]
    [InlineData("take give return")]
    [InlineData("return take give")]
    [InlineData("take take return give take return give")]
    public async Task What_was_taken_back_and_came_back_are_totals_whose_order_does_not_matter(string order)
    {
        foreach (var step in order.Split(' '))
        {
            if (step == "give") await GiveAsync(Five);
            else await RaiseAsync(step == "take" ? 3 : 0, step == "return" ? 1 : 0);
        }

        await RaiseAsync(2, 0);
        var held = Assert.Single((await HoldAsync()).Entitlements);
        Assert.Equal((Five with { TakenBack = 3, Returned = 1 }, 3L, false), (held, held.Paying, held.IsTakenBack));
    }

    [Fact]
    public async Task A_package_that_was_taken_back_as_a_whole_stands_again_when_all_of_it_came_back()
    {
        await GiveAsync(Five);
        await UseAsync();
        await RaiseAsync(5, 0);
        Assert.Equal(EntitlementFault.Revoked, Assert.Single(Assert.IsType<AccessDecision.Missing>(await UseAsync()).Unusable).Fault);
        await RaiseAsync(5, 5);
        Assert.Equal((AccessGround.Package, 1), (Assert.IsType<AccessDecision.Granted>(await UseAsync()).Ground, Assert.Single((await HoldAsync()).Entitlements).Used));
    }

    [Fact]
    public async Task A_link_whose_package_was_taken_back_uses_another_and_the_first_gets_its_release_back()
    {
        await GiveAsync(Five);
        await UseAsync();
        await RaiseAsync(5, 0);
        var two = Five with { Id = EntitlementId.Parse("cs_two"), Releases = 2 };
        await GiveAsync(two);
        for (var time = 0; time < 3; time++) Assert.Equal(two.Id, Assert.IsType<AccessDecision.Granted>(await UseAsync()).By!.Id);
        Assert.Equal([("cs_one", 0), ("cs_two", 1)], (await HoldAsync()).Entitlements.Select(each => (each.Id.ToString(), each.Used)));
        await GiveBackAsync();
        Assert.Equal([0, 0], (await HoldAsync()).Entitlements.Select(each => each.Used));
    }

    [Fact]
    public async Task What_published_a_link_is_found_with_it_and_lets_it_be_until_it_is_taken_back()
    {
        await GiveAsync(Five with { EndsAt = Some.Instant.AddDays(1) });
        foreach (var link in new[] { Link, OtherLink }) await UseAsync(link);
        var published = new PublishedLinks(_table);
        Assert.Equal([OtherLink], await published.ListAsync(Some.Organization, s_owner, Five.Id, null, 1, default));
        Assert.Equal([Link], await published.ListAsync(Some.Organization, s_owner, Five.Id, OtherLink, 10, default));
        Assert.Empty(await published.ListAsync(Some.Organization, s_owner, EntitlementId.Parse("cs_on"), null, 10, default));

        _time.Advance(TimeSpan.FromDays(2));
        var decider = await DeciderAsync();
        Assert.IsType<AccessDecision.Granted>(await decider.KeepAsync(Some.Organization, s_owner, Link, Five.Id, default));
        await RaiseAsync(5, 0);
        Assert.IsType<AccessDecision.Missing>(await decider.KeepAsync(Some.Organization, s_owner, Link, Five.Id, default));
        await GiveAsync(Five with { Id = EntitlementId.Parse("permit"), Kind = EntitlementKind.Permit, Offer = null, Releases = 0, EndsAt = null });
        Assert.Equal(AccessGround.Permit, Assert.IsType<AccessDecision.Granted>(await decider.KeepAsync(Some.Organization, s_owner, Link, Five.Id, default)).Ground);
    }

    [Fact]
    public async Task What_was_revoked_ahead_is_nothing_yet()
    {
        Assert.Null(await Entitlements.RevokeAsync(Some.Organization, s_owner, null, Five.Id, _time.GetUtcNow(), default));
        Assert.Null(await Entitlements.FindAsync(Some.Organization, s_owner, null, Five.Id, default));
        Assert.Empty((await Entitlements.ListAsync(Some.Organization, s_owner, 10, null, default)).Items);
        Assert.Empty((await HoldAsync()).Entitlements);
    }

    [Fact]
    public async Task A_release_of_a_package_is_used_once_for_each_link()
    {
        await GiveAsync(Five with { Releases = 2 });
        foreach (var link in new[] { Link, Link, OtherLink, Link }) Assert.IsType<AccessDecision.Granted>(await UseAsync(link));
        Assert.Equal(2, Assert.Single((await HoldAsync()).Entitlements).Used);
        var missing = Assert.IsType<AccessDecision.Missing>(await UseAsync("lnk_01hzzzzzzzzzzzzzzzzzzzzzzx"));
        Assert.Equal(EntitlementFault.UsedUp, Assert.Single(missing.Unusable).Fault);
    }

    [Fact]
    public async Task Deciding_uses_nothing()
    {
        await GiveAsync(Five);
        var granted = Assert.IsType<AccessDecision.Granted>(await (await DeciderAsync()).DecideAsync(Some.Organization, s_owner, Link, default));
        Assert.Equal((true, 0), (granted.NeedsUse, Assert.Single((await HoldAsync()).Entitlements).Used));
    }

    /// <summary>Each call of a use fails in turn, before it or in its answer: the try that follows comes to the same as one that was not disturbed.</summary>
    [Fact]
    public async Task A_kill_between_any_two_calls_of_a_use_loses_and_doubles_nothing()
    {
        var calls = await CountAsync(() => UseAsync().AsTask());
        Assert.True(calls >= 5, "the use was seen");
        for (var at = 0; at < calls; at++)
            foreach (var isAnswerLost in new[] { false, true })
            {
                foreach (var row in _table.Rows) await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All);
                await GiveAsync(Five);
                await DisturbAsync(at, isAnswerLost, () => UseAsync().AsTask());
                Assert.IsType<AccessDecision.Granted>(await UseAsync());
                Assert.Equal((1, new PackageUse(Five.Id, null)), (Assert.Single((await HoldAsync()).Entitlements).Used, (await HoldAsync()).Use));

                await DisturbAsync(at % 3, isAnswerLost, () => GiveBackAsync());
                await GiveBackAsync();
                Assert.Equal((0, new PackageUse(Five.Id, Some.Instant)), (Assert.Single((await HoldAsync()).Entitlements).Used, (await HoldAsync()).Use));
            }
    }

    [Fact]
    public async Task A_deleted_link_gives_back_once_and_uses_nothing_any_more()
    {
        await GiveAsync(Five);
        await UseAsync();
        await UseAsync(OtherLink);
        for (var time = 0; time < 3; time++) await GiveBackAsync();
        Assert.Equal(AccessNeed.LinkDeleted, Assert.IsType<AccessDecision.Missing>(await UseAsync()).Need);
        Assert.Equal(1, Assert.Single((await HoldAsync()).Entitlements).Used);
    }

    [Fact]
    public async Task A_link_that_was_deleted_before_it_used_anything_uses_nothing_later()
    {
        await GiveAsync(Five);
        await GiveBackAsync();
        Assert.Equal(AccessNeed.LinkDeleted, Assert.IsType<AccessDecision.Missing>(await UseAsync()).Need);
        Assert.Equal(0, Assert.Single((await HoldAsync()).Entitlements).Used);
    }

    [Fact]
    public async Task Many_at_once_use_as_many_releases_as_there_are_and_each_link_one()
    {
        await GiveAsync(Five);
        await GiveAsync(Five with { Id = EntitlementId.Parse("cs_two"), Releases = 3 });
        _table.Faults.BeforeCallAsync = async (_, _) => await Task.Yield();
        var decider = await DeciderAsync();
        var decisions = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => Task.Run(async () => (Link: number % 20, Decision: await decider.ConsumeAsync(Some.Organization, s_owner, $"lnk_{number % 20}", default)))));

        var granted = decisions.Where(each => each.Decision is AccessDecision.Granted).Select(each => each.Link).Distinct().Count();
        Assert.Equal(8, granted);
        Assert.Equal(8, (await HoldAsync()).Entitlements.Sum(each => each.Used));
        Assert.Equal(8, _table.Rows.Count(row => row.RowKey.StartsWith("use|", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Publishing_that_is_free_for_all_asks_storage_for_nothing_once_the_organization_is_known()
    {
        await AddOrganizationAsync(AccessMode.FreeForAll);
        var decider = new AccessDecider(new OrganizationSettingsStore(_organizations, _time), Entitlements, new PublishedLinks(_table), _time);
        await decider.DecideAsync(Some.Organization, s_owner, Link, default);
        (_organizations.Faults.IsDown, _table.Faults.IsDown) = (true, true);
        Assert.Equal(new AccessDecision.Granted(AccessGround.FreeForAll), await decider.DecideAsync(Some.Organization, s_owner, Link, default));
        Assert.Equal(new AccessDecision.Granted(AccessGround.FreeForAll), await decider.ConsumeAsync(Some.Organization, s_owner, Link, default));
    }

    [Theory]
    [InlineData("EUR", 990, "9.90 EUR")]
    [InlineData("jpy", 1200, "1200 JPY")]
    [InlineData("KWD", 5, "0.005 KWD")]
    public void Money_is_told_in_the_digits_of_its_currency(string currency, long minorUnits, string text) => Assert.Equal(text, new Money(minorUnits, Currency.Parse(currency)).ToString());

    [Theory]
    [InlineData("EUX")]
    [InlineData("DEM")]
    [InlineData("XAU")]
    [InlineData("E")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_currency_in_use_is_refused(string? text) => Assert.False(Currency.TryParse(text, out _));

    [Theory]
    [InlineData("usr_ada", true)]
    [InlineData("org_some-label", true)]
    [InlineData("a|b", false)]
    [InlineData("a/b", false)]
    [InlineData("", false)]
    [InlineData("\u0430", false)]
    [InlineData(null, false)]
    public void An_owners_id_is_plain(string? text, bool isOne) => Assert.Equal(isOne, OwnerId.TryParse(text, out _));

    private Task<GiveResult> GiveAsync(Entitlement entitlement) => Entitlements.GiveAsync(Some.Organization, s_owner, entitlement, default);

    private Task RaiseAsync(long takenBack, long returned) => Entitlements.RaiseAsync(Some.Organization, s_owner, null, Five.Id, takenBack, returned, default);

    private Task<Holdings> HoldAsync() => Entitlements.HoldAsync(Some.Organization, s_owner, Link, default);

    private async ValueTask<AccessDecision> UseAsync(string link = Link) => await (await DeciderAsync()).ConsumeAsync(Some.Organization, s_owner, link, default);

    private async Task GiveBackAsync() => await (await DeciderAsync()).GiveBackAsync(Some.Organization, s_owner, Link, default);

    private async Task<AccessDecider> DeciderAsync()
    {
        if (_organizations.Rows.Count == 0) await AddOrganizationAsync(AccessMode.BaseFee);
        return new AccessDecider(new OrganizationSettingsStore(_organizations, _time), Entitlements, new PublishedLinks(_table), _time);
    }

    private async Task AddOrganizationAsync(AccessMode mode)
    {
        await _organizations.AddEntityAsync(OrganizationRow.ToProfile(new Organization(Some.Organization, "Some label", Some.Instant)));
        var store = new OrganizationSettingsStore(_organizations, _time);
        Assert.IsType<UpdateSettingsResult.Updated>(await store.UpdateAsync(Some.Organization, null, now => now with { Access = new AccessSettings { Mode = mode, BaseFee = new Money(500, Currency.Parse("EUR")) } }, default));
    }

    private async Task<int> CountAsync(Func<Task> act)
    {
        await GiveAsync(Five);
        await DeciderAsync();
        _table.Faults.ForgetCalls();
        await act();
        return _table.Faults.TotalCalls;
    }

    private async Task DisturbAsync(int at, bool isAnswerLost, Func<Task> act)
    {
        var calls = 0;
        _table.Faults.BeforeCallAsync = (_, _) =>
        {
            if (calls++ == at)
            {
                if (isAnswerLost) _table.Faults.LoseNextAnswers();
                else _table.Faults.FailNext();
            }

            return Task.CompletedTask;
        };
        try
        {
            await act();
        }
        catch (RequestFailedException)
        {
            // Killed there.
        }

        _table.Faults.BeforeCallAsync = null;
        _table.Faults.ForgetFaults();
    }
}
