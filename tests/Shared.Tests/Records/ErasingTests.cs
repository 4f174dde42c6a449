using Azure;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Records;
using Smartlinks.Records.Erasing;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Records;

public sealed class ErasingTests
{
    [Fact]
    public void Every_table_is_erased_or_said_to_hold_nothing_of_an_organization()
    {
        var erased = ErasureSteps.All.SelectMany(step => step switch
        {
            ErasureStep.OfOrganization one => [one.Rows],
            ErasureStep.OfLinks of => of.Rows,
            _ => [],
        }).ToList();
        var reached = erased.Select(rows => rows.Table).Concat(["people", "fanPreSaves"]).ToHashSet();

        Assert.Equal([], StorageNames.Tables.Except(reached).Except(ErasureSteps.NothingIn.Keys));
        Assert.Equal([], ErasureSteps.NothingIn.Keys.Except(StorageNames.Tables));
    }

    [Fact]
    public async Task An_erasure_leaves_bare_tombstones_and_its_receipt_and_nothing_of_another_organization_is_touched()
    {
        var world = new RecordWorld();
        var (gone, stays) = (await world.FillAsync("Gone"), await world.FillAsync("Stays"));
        var (links, before) = (world.LinksOf(gone), world.RowsOf([stays.ToString(), .. world.LinksOf(stays)]));
        Assert.True(world.RowsOf([gone.ToString(), .. links]).Select(row => row.Split(' ')[0]).Distinct().Count() > 17, "there is something in every table");

        await EraseAsync(world, gone);

        var left = world.RowsOf([gone.ToString(), .. links]);
        Assert.Equal(["links -|gone-0 link", "links -|gone-1 link", $"recordJobs {gone} erasure"], left.Where(row => !row.StartsWith("recordJobs", StringComparison.Ordinal) || !row.Contains("erased|", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(world.Tables[LinkRow.Table].Rows.Where(row => row.GetString("Organization") == gone.ToString()), row => Assert.Equal(["DeletedAt", "Id", "Organization"], row.Properties.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(before, world.RowsOf([stays.ToString(), .. world.LinksOf(stays)]));
        Assert.Contains(world.Tables["fanGrants"].Rows, row => row.PartitionKey == "fan_of-everybody");
    }

    [Fact]
    public async Task The_receipt_says_who_asked_when_it_was_over_and_how_much_went()
    {
        var world = new RecordWorld();
        var gone = await world.FillAsync("Gone");

        await EraseAsync(world, gone);

        var receipt = (await world.Erasures.FindAsync(gone, default))!;
        Assert.Equal((ErasureState.Erased, world.Owner, 2L), (receipt.State, receipt.AskedBy, receipt.Links));
        Assert.Equal(world.Options.ErasureDelay + TimeSpan.FromSeconds(1), receipt.StartedAt - receipt.AskedAt);
        Assert.NotNull(receipt.ErasedAt);
        // Two links with a bucket and two pre-saves each; the addresses of four fans.
        Assert.Equal((6L, 4L, 2L), (receipt.Erased["preSaves"], receipt.Erased["fans"], receipt.Erased["clickRollups"]));
        Assert.Null(receipt.SweptAt);
    }

    [Fact]
    public async Task Nothing_is_touched_before_its_time_and_it_can_be_taken_back_until_then()
    {
        var world = new RecordWorld();
        var organization = await world.FillAsync("Stays");
        var before = world.RowsOf(organization.ToString());
        await AskAsync(world, organization, "Stays");
        world.Time.Advance(world.Options.ErasureDelay - TimeSpan.FromSeconds(1));
        await world.WorkAsync();

        Assert.Equal(CancelErasure.Canceled, await world.Erasures.CancelAsync(organization, default));
        world.Time.Advance(TimeSpan.FromDays(7));
        await world.WorkAsync();

        Assert.Equal(before, world.RowsOf(organization.ToString()));
        Assert.Equal(CancelErasure.NotFound, await world.Erasures.CancelAsync(organization, default));
    }

    [Fact]
    public async Task Who_asks_again_after_taking_it_back_waits_the_whole_time_again()
    {
        var world = new RecordWorld();
        var organization = await world.FillAsync("Stays");
        await AskAsync(world, organization, "Stays");
        world.Time.Advance(world.Options.ErasureDelay - TimeSpan.FromHours(1));
        await world.Erasures.CancelAsync(organization, default);
        await AskAsync(world, organization, "Stays");

        // The first one's message comes, and is of no use any more.
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.WorkAsync();

        Assert.Equal(ErasureState.Asked, (await world.Erasures.FindAsync(organization, default))!.State);
        Assert.Equal(2, world.LinksOf(organization).Count);
    }

    [Fact]
    public async Task Once_begun_it_is_not_taken_back()
    {
        var world = new RecordWorld();
        var gone = await world.FillAsync("Gone");
        await EraseAsync(world, gone);

        Assert.Equal(CancelErasure.TooLate, await world.Erasures.CancelAsync(gone, default));
    }

    [Fact]
    public async Task Another_name_erases_nothing()
    {
        var world = new RecordWorld();
        var organization = await world.FillAsync("Stays");

        Assert.Equal(new AskErasureResult.WrongName("Stays"), await world.Erasures.AskAsync(organization, world.Owner, "stays", default));
        Assert.Null(await world.Erasures.FindAsync(organization, default));
    }

    [Fact]
    public async Task A_plan_that_goes_on_at_Stripe_is_ended_first()
    {
        var world = new RecordWorld();
        var organization = await world.FillAsync("Pays");
        var billing = world.Tables["billing"];
        await billing.UpsertEntityAsync(new TableEntity(organization.ToString(), "subscription|sub_2") { ["Status"] = "active", ["Plan"] = "pro" });

        Assert.Equal(new AskErasureResult.PlanInForce("pro"), await world.Erasures.AskAsync(organization, world.Owner, "Pays", default));

        await billing.UpsertEntityAsync(new TableEntity(organization.ToString(), "subscription|sub_2") { ["Status"] = "active", ["Plan"] = "pro", ["EndsAt"] = Some.Instant });
        Assert.IsType<AskErasureResult.Asked>(await world.Erasures.AskAsync(organization, world.Owner, "Pays", default));
    }

    [Fact]
    public async Task What_comes_in_late_goes_a_day_later_and_that_is_the_end()
    {
        var world = new RecordWorld();
        var gone = await world.FillAsync("Gone");
        var links = world.LinksOf(gone);
        await EraseAsync(world, gone);
        await world.FillFansAsync(Some.Link("gone-0", LinkId.Parse(links[0]), gone));
        await world.FillLinkAsync(gone, "made-late");

        world.Time.Advance(Eraser.SweepsAfter + TimeSpan.FromMinutes(1));
        await world.WorkAsync();

        Assert.Equal(["links -|gone-0 link", "links -|gone-1 link", "links -|made-late link", $"recordJobs {gone} erasure"], world.RowsOf([gone.ToString(), .. world.LinksOf(gone)]).Order(StringComparer.Ordinal));
        Assert.NotNull((await world.Erasures.FindAsync(gone, default))!.SweptAt);
        world.Time.Advance(TimeSpan.FromDays(8));
        await world.WorkAsync();
        Assert.Equal(0, await world.Queue.GetApproximateMessageCountAsync());
    }

    [Fact]
    public async Task Who_looks_at_one_whose_message_was_lost_wakes_it()
    {
        var world = new RecordWorld();
        var gone = await world.FillAsync("Gone");
        await AskAsync(world, gone, "Gone");
        foreach (var message in await world.Queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))) await world.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        world.Time.Advance(world.Options.ErasureDelay + TimeSpan.FromMinutes(1));
        foreach (var message in await world.Queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))) await world.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);

        await world.Erasures.WakeAsync(gone, default);
        await world.WorkAsync();

        Assert.Equal(ErasureState.Erased, (await world.Erasures.FindAsync(gone, default))!.State);
    }

    [Fact]
    public async Task A_kill_before_any_call_to_storage_leaves_nothing_behind_in_the_end()
    {
        var seen = 0;
        for (var at = 1; ; at += 7)
        {
            var world = new RecordWorld();
            var gone = await world.FillAsync("Gone", links: 1);
            var links = world.LinksOf(gone);
            await AskAsync(world, gone, "Gone");
            world.Time.Advance(world.Options.ErasureDelay + TimeSpan.FromSeconds(1));

            var wasKilled = await WorkUntilKilledAsync(world, at);
            world.Time.Advance(TimeSpan.FromSeconds(11));
            await world.WorkAsync();

            Assert.True((await world.Erasures.FindAsync(gone, default)) is { State: ErasureState.Erased }, $"killed at call {at}");
            Assert.Equal(["links", "recordJobs", "recordJobs"], world.RowsOf([gone.ToString(), .. links]).Select(row => row.Split(' ')[0]).Order(StringComparer.Ordinal));
            if (!wasKilled) break;
            seen++;
        }

        Assert.True(seen > 12, $"there were {seen} kills");
    }

    [Fact]
    public async Task Lost_answers_and_small_pages_change_nothing()
    {
        var world = new RecordWorld();
        var gone = await world.FillAsync("Gone", links: 5);
        foreach (var table in world.Tables.Values) (table.LargestPage, table.GivesEmptyPageFirst) = (1, true);
        await AskAsync(world, gone, "Gone");
        world.Time.Advance(world.Options.ErasureDelay + TimeSpan.FromSeconds(1));
        foreach (var table in world.Tables.Values) table.Faults.LoseNextAnswers(1, "SubmitTransaction");

        for (var tries = 0; tries < 40 && (await world.Erasures.FindAsync(gone, default))!.State != ErasureState.Erased; tries++)
        {
            try
            {
                await world.WorkAsync();
            }
            catch (RequestFailedException)
            {
            }

            world.Time.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal(ErasureState.Erased, (await world.Erasures.FindAsync(gone, default))!.State);
        Assert.All(world.RowsOf(gone.ToString()), row => Assert.Matches("^(links|recordJobs) ", row));
    }

    private static async Task EraseAsync(RecordWorld world, OrganizationId organization)
    {
        await AskAsync(world, organization, "Gone");
        world.Time.Advance(world.Options.ErasureDelay + TimeSpan.FromSeconds(1));
        await world.WorkAsync();
    }

    private static async Task AskAsync(RecordWorld world, OrganizationId organization, string name) =>
        Assert.IsType<AskErasureResult.Asked>(await world.Erasures.AskAsync(organization, world.Owner, name, default));

    /// <summary>False: the work was done before that call came.</summary>
    internal static async Task<bool> WorkUntilKilledAsync(RecordWorld world, int call)
    {
        var calls = 0;
        foreach (var faults in world.Faults)
            faults.BeforeCallAsync = (operation, _) => operation != "ReceiveMessages" && Interlocked.Increment(ref calls) >= call ? throw new RequestFailedException(0, "The process is gone.") : Task.CompletedTask;
        try
        {
            await world.WorkAsync();
            return false;
        }
        catch (RequestFailedException)
        {
            return true;
        }
        finally
        {
            foreach (var faults in world.Faults) faults.BeforeCallAsync = null;
        }
    }
}
