using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Spending;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Support;

namespace Smartlinks.Tests.Credits;

/// <summary>A link costs one credit, once; it is neither lost nor published for nothing, whatever dies when.</summary>
public sealed class PublishingLinksTests
{
    private static readonly ReleaseMoment s_december = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null);
    private readonly CreditWorld _world = new();

    [Fact]
    public async Task A_link_is_held_until_its_credit_is_taken_and_is_looked_up_then()
    {
        await _world.GrantAsync(5);
        var link = await _world.CreateAsync();
        Assert.Equal((LinkState.AwaitingCredit, null), (LinkStates.Of(link, _world.Time.GetUtcNow()), link.LookUpDueAt));
        Assert.Empty(_world.LookUps.Bodies);
        await _world.WorkOffAsync();
        Assert.Equal(LinkState.Resolving, await _world.StateAsync(link));
        Assert.Single(_world.LookUps.Bodies);
        var spent = (await _world.EntriesAsync())[^1];
        Assert.Equal((EntryKind.Spend, LedgerReason.SmartLink, -1L, 4L, link.Id.ToString()), (spent.Kind, spent.Reason, spent.Amount, spent.Balance, spent.About));
        Assert.Empty(await _world.Waiting.ListAsync(Some.Organization, null, 10, default));
    }

    [Fact]
    public async Task A_link_with_a_release_to_come_costs_one_credit_as_such()
    {
        await _world.BookAsync(Plan.Starter);
        await _world.GrantAsync(5);
        var link = await _world.CreateAsync(Some.Draft() with { Release = s_december });
        await _world.WorkOffAsync();
        Assert.Equal(LinkState.PreSave, await _world.StateAsync(link));
        Assert.Equal([(LedgerReason.Gift, 5L), (LedgerReason.PreSaveLink, 4L)], (await _world.EntriesAsync()).Select(entry => (entry.Reason, entry.Balance)));
    }

    [Fact]
    public async Task Links_without_credit_wait_and_go_live_by_themselves_the_oldest_first()
    {
        var links = new List<Link>();
        for (var number = 0; number < 5; number++) links.Add(await _world.CreateAsync(key: $"key-{number}"));
        await _world.WorkOffAsync();
        Assert.All(await StatesAsync(links), state => Assert.Equal(LinkState.AwaitingCredit, state));
        Assert.Contains("no credit left", (await _world.FindAsync(links[0]))!.Hold!.Why, StringComparison.Ordinal);
        Assert.Equal(links.Select(link => link.Id), (await _world.Waiting.ListAsync(Some.Organization, null, 10, default)).Select(each => each.Link));
        await _world.GrantAsync(3);
        await _world.WorkOffAsync();
        Assert.Equal([LinkState.Resolving, LinkState.Resolving, LinkState.Resolving, LinkState.AwaitingCredit, LinkState.AwaitingCredit], await StatesAsync(links));
        Assert.Equal((0, 2), (await _world.BalanceAsync(), (await _world.Waiting.ListAsync(Some.Organization, null, 10, default)).Count));
    }

    [Fact]
    public async Task More_waiting_links_than_a_message_looks_at_all_go_live()
    {
        for (var number = 0; number < CreditSpender.MostAtOnce + 20; number++) await _world.CreateAsync(key: $"key-{number}");
        await _world.WorkOffAsync();
        await _world.GrantAsync(1_000);
        await _world.WorkOffAsync();
        Assert.Empty(await _world.Waiting.ListAsync(Some.Organization, null, 100, default));
        Assert.Equal(1_000 - CreditSpender.MostAtOnce - 20, await _world.BalanceAsync());
    }

    [Fact]
    public async Task A_link_whose_request_was_lost_for_good_goes_live_with_the_next_credit_and_one_that_never_came_to_be_is_forgotten()
    {
        await _world.GrantAsync(5);
        var link = await _world.CreateAsync();
        while (await _world.Queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1)) is [var lost]) await _world.Queue.DeleteMessageAsync(lost.MessageId, lost.PopReceipt);
        await _world.Waiting.PutAsync(Some.Link("never-made"), HoldReason.Credit, _world.Time.GetUtcNow(), default);
        _world.Time.Advance(TimeSpan.FromHours(2));
        await _world.Prover().FireAsync(default);
        await _world.WorkOffAsync();
        Assert.Equal((LinkState.Resolving, 4), (await _world.StateAsync(link), await _world.BalanceAsync()));
        Assert.Empty(await _world.Waiting.ListAsync(Some.Organization, null, 10, default));
    }

    [Fact]
    public async Task Where_credits_are_off_no_ledger_is_touched_and_links_are_free()
    {
        var world = new CreditWorld(isOn: false);
        var link = await world.CreateAsync(Some.Draft("my-single") with { Release = s_december });
        Assert.Null(link.Hold);
        Assert.Single(world.LookUps.Bodies);
        Assert.IsType<EditLinkResult.Edited>(await world.Editor.DeleteAsync(Some.Organization, link.Id, null, default));
        Assert.Equal((0, 0, 0), (world.Rows.Faults.TotalCalls, world.Queue.Faults.TotalCalls, world.Rows.Rows.Count));
    }

    [Fact]
    public async Task A_link_that_still_waits_when_credits_are_switched_off_goes_live_when_it_is_edited()
    {
        var link = await _world.CreateAsync();
        await _world.WorkOffAsync();
        _world.Options.Enabled = false;
        Assert.IsType<EditLinkResult.Edited>(await _world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Title = "New" }, default));
        await _world.WorkOffAsync();
        Assert.Equal(LinkState.Resolving, await _world.StateAsync(link));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_process_that_dies_anywhere_on_the_way_leaves_one_link_that_is_paid_once_or_waits(bool hasCredit, bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new CreditWorld();
            if (hasCredit) await world.GrantAsync(5);
            var died = await world.DiesAsync(++steps, isCarriedOut, async () =>
            {
                await world.CreateAsync();
                await world.WorkOffAsync();
            });
            // Whatever is there is settled without anybody's help, and never live unpaid.
            await world.WorkOffAsync();
            foreach (var each in (await world.Store.ListAsync(Some.Organization, 10, null, default)).Items)
                Assert.Equal(hasCredit, each.Hold is null && await world.Ledger.FindAsync(Some.Organization, LinkPrice.OperationOf(each.Id), default) is not null);
            var link = await world.CreateAsync();
            await world.WorkOffAsync();
            Assert.Single((await world.Store.ListAsync(Some.Organization, 10, null, default)).Items);
            Assert.Equal(hasCredit ? LinkState.Resolving : LinkState.AwaitingCredit, await world.StateAsync(link));
            Assert.Equal(hasCredit ? 1 : 0, (await world.EntriesAsync()).Count(entry => entry.Kind == EntryKind.Spend));
            Assert.Equal(hasCredit ? [] : [link.Id], (await world.Waiting.ListAsync(Some.Organization, null, 10, default)).Select(each => each.Link));
            if (hasCredit) Assert.Contains(new ResolveRequest(Some.Organization, link.Id, link.Address), world.LookUps.Bodies.Select(body => ResolveRequest.TryRead(System.Text.Encoding.UTF8.GetString(body))));
            if (!died) break;
        }

        Assert.InRange(steps, 15, 60);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_dies_while_credit_arrives_leaves_nothing_waiting_that_could_be_paid(bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new CreditWorld();
            var link = await world.CreateAsync();
            await world.WorkOffAsync();
            var died = await world.DiesAsync(++steps, isCarriedOut, async () =>
            {
                await world.GrantAsync(2);
                await world.WorkOffAsync();
            });
            // Nobody repeats the grant: when it was written, the rest follows.
            await world.WorkOffAsync();
            var isGranted = await world.Ledger.FindAsync(Some.Organization, "grant", default) is not null;
            Assert.Equal(isGranted ? LinkState.Resolving : LinkState.AwaitingCredit, await world.StateAsync(link));
            Assert.Equal(isGranted ? 1 : 0, await world.BalanceAsync());
            if (!died) break;
        }

        Assert.InRange(steps, 8, 40);
    }

    [Fact]
    public async Task Credit_that_arrives_between_any_two_steps_of_turning_a_link_away_finds_it()
    {
        for (var step = 1; step <= 30; step++)
        {
            var world = new CreditWorld();
            var link = await world.CreateAsync();
            world.Before(step, async () =>
            {
                world.BeforeNothing();
                await world.GrantAsync(1);
                await world.WorkOffAsync();
            });
            await world.WorkOffAsync();
            world.BeforeNothing();
            await world.GrantAsync(1);
            await world.WorkOffAsync();
            Assert.Equal((LinkState.Resolving, 0), (await world.StateAsync(link), await world.BalanceAsync()));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_deleted_before_anything_was_found_gives_its_credit_back_once_whatever_dies(bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new CreditWorld();
            await world.GrantAsync(5);
            var link = await world.CreateAsync();
            await world.WorkOffAsync();
            var died = await world.DiesAsync(++steps, isCarriedOut, async () =>
            {
                await world.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
                await world.WorkOffAsync();
            });
            await world.WorkOffAsync();
            var isDeleted = await world.Store.FindAsync(link.Address, default) is StoredLink.Deleted;
            Assert.Equal(isDeleted ? 5 : 4, await world.BalanceAsync());
            if (!isDeleted) Assert.IsType<EditLinkResult.Edited>(await world.Editor.DeleteAsync(Some.Organization, link.Id, null, default));
            await world.WorkOffAsync();
            Assert.Equal((5, 1), (await world.BalanceAsync(), (await world.EntriesAsync()).Count(entry => entry is { Kind: EntryKind.Refund, Reason: LedgerReason.LinkDeleted })));
            if (!died) break;
        }

        Assert.InRange(steps, 8, 40);
    }

    [Fact]
    public async Task A_link_deleted_between_any_two_steps_of_its_payment_costs_nothing()
    {
        for (var step = 1; step <= 25; step++)
        {
            var world = new CreditWorld();
            await world.GrantAsync(5);
            var link = await world.CreateAsync();
            world.Before(step, async () =>
            {
                world.BeforeNothing();
                await world.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
            });
            await world.WorkOffAsync();
            world.BeforeNothing();
            await world.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
            await world.WorkOffAsync();
            Assert.Equal(5, await world.BalanceAsync());
            Assert.IsType<StoredLink.Deleted>(await world.Store.FindAsync(link.Address, default));
        }
    }

    [Fact]
    public async Task A_link_that_was_of_use_is_not_refunded_whatever_is_taken_off_it_before()
    {
        await _world.GrantAsync(5);
        var link = await _world.CreateAsync();
        await _world.WorkOffAsync();
        await _world.Store.ChangeAsync(link.Address, link.Id, current => current with { Resolving = true, WasResolved = true }, default);
        await _world.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
        await _world.WorkOffAsync();
        Assert.Equal(4, await _world.BalanceAsync());
    }

    [Fact]
    public async Task An_access_mode_holds_a_link_before_it_costs_anything_and_lets_it_go()
    {
        await _world.GrantAsync(5);
        _world.Gate = (_, _) => new ValueTask<FeeDecision>(new FeeDecision.Awaits("The release needs a package.", "Buy one."));
        var link = await _world.CreateAsync();
        await _world.WorkOffAsync();
        var held = (await _world.FindAsync(link))!;
        Assert.Equal((LinkState.AwaitingFee, "The release needs a package.", "Buy one.", 5), (await _world.StateAsync(link), held.Hold!.Why, held.Hold.How, await _world.BalanceAsync()));
        Assert.Equal(HoldReason.Fee, Assert.Single(await _world.Waiting.ListAsync(Some.Organization, null, 10, default)).For);
        _world.Gate = FeeGates.Open;
        await _world.Requests.PutAsync(SpendRequest.OfWaiting(Some.Organization), default);
        await _world.WorkOffAsync();
        Assert.Equal((LinkState.Resolving, 4), (await _world.StateAsync(link), await _world.BalanceAsync()));
    }

    [Fact]
    public async Task An_archived_link_is_not_paid_until_it_comes_back()
    {
        var link = await _world.CreateAsync();
        await _world.WorkOffAsync();
        await ArchiveAsync(link, true);
        await _world.GrantAsync(5);
        await _world.WorkOffAsync();
        Assert.Equal((LinkState.Archived, 5), (await _world.StateAsync(link), await _world.BalanceAsync()));
        await ArchiveAsync(link, false);
        await _world.WorkOffAsync();
        Assert.Equal((LinkState.Resolving, 4), (await _world.StateAsync(link), await _world.BalanceAsync()));
    }

    private async Task<IReadOnlyList<LinkState>> StatesAsync(IEnumerable<Link> links)
    {
        var states = new List<LinkState>();
        foreach (var link in links) states.Add(await _world.StateAsync(link));
        return states;
    }

    private Task<EditLinkResult> ArchiveAsync(Link link, bool isArchived) => _world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Archived = isArchived }, default);
}
