using System.Text;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.Fans.Addresses;

/// <summary>The same over a real table and queue.</summary>
[Collection(nameof(AzuriteCollection))]
public sealed class AddressesOnAzuriteTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_address_is_asked_for_confirmed_listed_taken_back_and_erased()
    {
        var (table, queue) = (await azurite.NewTableAsync(), await azurite.NewQueueAsync());
        var world = new FanWorld(table, queue);
        await world.AskAsync();
        var message = Assert.Single(await queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(30)));
        await world.Sender.SendAsync(Encoding.UTF8.GetString(message.Body!), default);
        Assert.Single(world.Mailer.Sent);
        Assert.Empty((await world.Addresses.ListAsync(Some.Organization, 10, null, default)).Items);
        Assert.Equal(ConfirmOutcome.Confirmed, await world.Addresses.ConfirmAsync(FanWorld.Last(world.Passes.ConfirmPath(await world.ReadAsync())), default));
        var listed = Assert.Single((await world.Addresses.ListAsync(Some.Organization, 10, null, default)).Items);
        Assert.Equal((FanWorld.Consent(), AddressState.Confirmed), (listed.Consent, listed.State));
        await world.Addresses.WithdrawAsync(Some.Organization, world.Fan, default);
        Assert.Empty((await world.Addresses.ListAsync(Some.Organization, 10, null, default)).Items);
        await world.Addresses.EraseAsync(world.Fan, default);
        Assert.Empty((await table.QueryPageAsync(null)).Items);
    }
}
