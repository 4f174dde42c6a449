using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Organizations;
using Smartlinks.Support;

namespace Smartlinks.Tests.Fans.Addresses;

/// <summary>From a fan's wish to be written to, to its end. Hunts mails to who never confirmed, passes that can be made up, and addresses left behind.</summary>
public sealed class ConsentingTests
{
    private readonly FanWorld _world = new();

    private InMemoryTableClient Table => (InMemoryTableClient)_world.Table;

    [Fact]
    public async Task An_address_is_kept_with_what_was_shown_when_and_where_and_counts_once_it_is_confirmed()
    {
        Assert.Equal(AskOutcome.Asked, await _world.AskAsync());
        var pending = await _world.ReadAsync();
        Assert.Equal((AddressState.Pending, FanWorld.Consent(), Some.Instant), (pending.State, pending.Consent, pending.AskedAt));
        Assert.Empty((await _world.Addresses.ListAsync(Some.Organization, 10, null, default)).Items);
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ConfirmOutcome.Confirmed, await _world.Addresses.ConfirmAsync(FanWorld.Last(_world.Passes.ConfirmPath(pending)), default));
        var confirmed = Assert.Single((await _world.Addresses.ListAsync(Some.Organization, 10, null, default)).Items);
        Assert.Equal((AddressState.Confirmed, Some.Instant.AddHours(1), FanWorld.Consent()), (confirmed.State, confirmed.ConfirmedAt, confirmed.Consent));
    }

    [Fact]
    public async Task A_confirmation_may_be_opened_twice_and_counts_from_the_first_time()
    {
        await _world.ConfirmAsync();
        var first = await _world.ReadAsync();
        _world.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(ConfirmOutcome.Confirmed, await _world.Addresses.ConfirmAsync(FanWorld.Last(_world.Passes.ConfirmPath(first)), default));
        Assert.Equal(first.ConfirmedAt, (await _world.ReadAsync()).ConfirmedAt);
    }

    [Fact]
    public async Task A_confirmation_is_good_for_seven_days()
    {
        await _world.AskAsync();
        var pass = FanWorld.Last(_world.Passes.ConfirmPath(await _world.ReadAsync()));
        _world.Time.Advance(FanAddresses.ConfirmableFor + TimeSpan.FromTicks(1));
        Assert.Equal(ConfirmOutcome.TooLate, await _world.Addresses.ConfirmAsync(pass, default));
    }

    [Fact]
    public async Task A_confirmation_of_an_earlier_asking_is_worth_nothing()
    {
        await _world.AskAsync("mine@mail.example");
        var early = FanWorld.Last(_world.Passes.ConfirmPath(await _world.ReadAsync()));
        await _world.AskAsync("other@mail.example");
        Assert.Equal(ConfirmOutcome.Unknown, await _world.Addresses.ConfirmAsync(early, default));
        Assert.Equal(AddressState.Pending, (await _world.ReadAsync()).State);
    }

    [Fact]
    public async Task No_pass_can_be_made_up_changed_or_used_for_another_purpose()
    {
        await _world.ConfirmAsync();
        var address = await _world.ReadAsync();
        var (confirm, stop, fan) = (FanWorld.Last(_world.Passes.ConfirmPath(address)), FanWorld.Last(_world.Passes.StopPath(address.Organization, address.Fan)), _world.FanPasses.Write(_world.Fan));
        foreach (var bad in new[] { null, "", "...", stop, fan, confirm[..^1], confirm + "A", confirm.Replace("some-label", "some-other", StringComparison.Ordinal) })
            Assert.Equal(ConfirmOutcome.Unknown, await _world.Addresses.ConfirmAsync(bad, default));
        foreach (var bad in new[] { null, "", "..", confirm, fan, stop[..^1], stop + "A", stop.Replace("some-label", "some-other", StringComparison.Ordinal) })
            Assert.False(await _world.Addresses.WithdrawAsync(bad, default));
        Assert.Equal(AddressState.Confirmed, (await _world.ReadAsync()).State);
    }

    [Fact]
    public async Task One_click_takes_it_back_and_when_is_kept()
    {
        await _world.ConfirmAsync();
        var address = await _world.ReadAsync();
        var stop = FanWorld.Last(_world.Passes.StopPath(address.Organization, address.Fan));
        _world.Time.Advance(TimeSpan.FromDays(400));
        Assert.True(await _world.Addresses.WithdrawAsync(stop, default));
        var withdrawnAt = _world.Time.GetUtcNow();
        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await _world.Addresses.WithdrawAsync(stop, default));
        Assert.Equal((AddressState.Withdrawn, withdrawnAt), ((await _world.ReadAsync()).State, (await _world.ReadAsync()).WithdrawnAt));
        Assert.Empty((await _world.Addresses.ListAsync(Some.Organization, 10, null, default)).Items);
        Assert.Equal(ConfirmOutcome.Unknown, await _world.Addresses.ConfirmAsync(FanWorld.Last(_world.Passes.ConfirmPath(address)), default));
    }

    [Fact]
    public async Task Who_took_it_back_may_ask_again_and_has_to_confirm_again()
    {
        await _world.ConfirmAsync();
        await _world.Addresses.WithdrawAsync(Some.Organization, _world.Fan, default);
        Assert.Equal(AskOutcome.Asked, await _world.AskAsync());
        Assert.Equal(AddressState.Pending, (await _world.ReadAsync()).State);
    }

    [Fact]
    public async Task An_address_that_is_confirmed_gets_no_other_confirmation_mail()
    {
        await _world.ConfirmAsync();
        var mails = _world.InMemoryQueue.Bodies.Count;
        Assert.Equal(AskOutcome.AlreadyConfirmed, await _world.AskAsync());
        Assert.Equal(mails, _world.InMemoryQueue.Bodies.Count);
        Assert.Equal(AskOutcome.Asked, await _world.AskAsync("another@mail.example"));
    }

    [Fact]
    public async Task A_mailbox_gets_three_confirmation_mails_a_day_whoever_asks_and_however_it_is_spelled()
    {
        var spellings = new[] { "Victim@Mail.example", "victim@mail.example", "VICTIM@mail.EXAMPLE", "victim@mail.example" };
        var outcomes = new List<AskOutcome>();
        foreach (var spelling in spellings) outcomes.Add(await _world.AskAsync(spelling, FanId.New(_world.Ids)));
        Assert.Equal([AskOutcome.Asked, AskOutcome.Asked, AskOutcome.Asked, AskOutcome.TooMany], outcomes);
        Assert.Equal(3, _world.InMemoryQueue.Bodies.Count);
        Assert.Equal(AskOutcome.Asked, await _world.AskAsync("somebody@mail.example"));
        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(AskOutcome.Asked, await _world.AskAsync("victim@mail.example"));
    }

    [Fact]
    public async Task Counting_holds_when_many_ask_at_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _world.AskAsync("victim@mail.example", FanId.New(_world.Ids)))));
        Assert.InRange(outcomes.Count(outcome => outcome == AskOutcome.Asked), 1, 3);
        Assert.All(outcomes, outcome => Assert.True(outcome is AskOutcome.Asked or AskOutcome.TooMany));
        Assert.InRange(_world.InMemoryQueue.Bodies.Count, 1, 3);
    }

    [Fact]
    public async Task Counts_hold_no_address_and_go_when_their_day_is_over()
    {
        await _world.AskAsync("victim@mail.example");
        await _world.AskAsync("victim@mail.example");
        var row = Assert.Single(_world.Counts.Rows);
        Assert.Equal(("2026-11-20", 2), (row.PartitionKey, row.GetInt32("Count")));
        Assert.DoesNotContain("victim", row.RowKey, StringComparison.Ordinal);
        _world.Time.Advance(TimeSpan.FromDays(1));
        await _world.AskAsync("somebody@mail.example");
        Assert.Equal("2026-11-21", Assert.Single(_world.Counts.Rows).PartitionKey);
    }

    [Fact]
    public async Task Keys_and_messages_hold_no_address()
    {
        await _world.AskAsync();
        Assert.DoesNotContain(Table.Rows, row => row.PartitionKey.Contains("mail.example", StringComparison.Ordinal) || row.RowKey.Contains("mail.example", StringComparison.Ordinal));
        var message = System.Text.Encoding.UTF8.GetString(Assert.Single(_world.InMemoryQueue.Bodies));
        Assert.DoesNotContain("fan@mail.example", message, StringComparison.Ordinal);
        Assert.DoesNotContain(FanWorld.Last(_world.Passes.ConfirmPath(await _world.ReadAsync())).Split('.')[^1], message, StringComparison.Ordinal);
        Assert.DoesNotContain("fan@mail.example", $"{await _world.ReadAsync()}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_service_nobody_is_asked_and_nothing_kept()
    {
        _world.Options.ConnectionString = null;
        Assert.Equal(AskOutcome.Off, await _world.AskAsync());
        Assert.Empty(Table.Rows);
    }

    [Fact]
    public async Task What_the_fan_was_shown_is_bounded()
    {
        var consent = FanWorld.Consent() with { Text = new string('x', AddressConsent.MaxText + 1) };
        await Assert.ThrowsAsync<ArgumentException>(() => _world.Addresses.AskAsync(Some.Organization, _world.Fan, consent, FanWorld.Origin, default));
    }

    [Fact]
    public async Task Addresses_are_listed_in_pages()
    {
        var fans = Enumerable.Range(0, 7).Select(_ => FanId.New(_world.Ids)).ToList();
        foreach (var fan in fans)
        {
            await _world.ConfirmAsync(fan);
            _world.Time.Advance(TimeSpan.FromDays(1));
        }

        await _world.AskAsync();
        var (listed, continuation) = (new List<FanId>(), (string?)null);
        do
        {
            var page = await _world.Addresses.ListAsync(Some.Organization, 3, continuation, default);
            Assert.True(page.Items.Count <= 3);
            listed.AddRange(page.Items.Select(address => address.Fan));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(fans.Select(fan => fan.ToString()).Order(StringComparer.Ordinal), listed.Select(fan => fan.ToString()));
    }

    [Fact]
    public async Task Erasing_a_fan_leaves_nothing_anywhere_and_others_alone()
    {
        var (second, other) = (OrganizationId.Parse("org_second-label"), FanId.New(_world.Ids));
        await _world.ConfirmAsync();
        await _world.ConfirmAsync(organization: second);
        await _world.AskAsync(fan: other);
        Assert.Equal(2, (await _world.Addresses.ListAsync(_world.Fan, default)).Count);
        await _world.Addresses.EraseAsync(_world.Fan, default);
        Assert.All(Table.Rows, row => Assert.True(row.PartitionKey == other.ToString() || row.RowKey == other.ToString()));
        Assert.Empty(await _world.Addresses.ListAsync(_world.Fan, default));
    }

    [Fact]
    public async Task An_erasure_that_was_killed_is_completed_by_the_next()
    {
        await _world.ConfirmAsync();
        Table.Faults.FailNext(operation: "DeleteEntity");
        await Assert.ThrowsAnyAsync<Exception>(() => _world.Addresses.EraseAsync(_world.Fan, default));
        await _world.Addresses.EraseAsync(_world.Fan, default);
        Assert.Empty(Table.Rows);
    }

    [Fact]
    public async Task Asking_that_was_killed_at_any_step_leaves_nothing_an_erasure_does_not_find()
    {
        foreach (var operation in new[] { 0, 1 })
        {
            var (world, calls) = (new FanWorld(), 0);
            var table = (InMemoryTableClient)world.Table;
            table.Faults.BeforeCallAsync = (call, _) => call == "UpsertEntity" && calls++ == operation ? throw new InvalidOperationException("Killed.") : Task.CompletedTask;
            await Assert.ThrowsAsync<InvalidOperationException>(() => world.AskAsync());
            table.Faults.BeforeCallAsync = null;
            await world.Addresses.EraseAsync(world.Fan, default);
            Assert.Empty(table.Rows);
        }
    }
}
