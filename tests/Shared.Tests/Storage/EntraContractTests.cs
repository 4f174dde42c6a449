using Azure;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

/// <summary>Tests that share one Azurite that takes Entra tokens over https.</summary>
[CollectionDefinition(nameof(EntraAzuriteCollection))]
#pragma warning disable CA1711 // xunit calls it a collection.
public sealed class EntraAzuriteCollection : ICollectionFixture<EntraAzuriteFixture>;
#pragma warning restore CA1711

[Collection(nameof(EntraAzuriteCollection))]
public sealed class EntraTableTests(EntraAzuriteFixture azurite) : TableContract
{
    protected override async Task<ITableClient> NewTableAsync()
    {
        var table = TableThatIsNotThere();
        await table.CreateIfNotExistsAsync();
        return table;
    }

    protected override ITableClient TableThatIsNotThere() => azurite.Clients.GetTableClient(AzuriteFixture.NewName());

    [Fact]
    public async Task A_token_for_something_else_is_refused()
    {
        using var clients = azurite.ClientsFor("https://vault.azure.net");
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => clients.GetTableClient(AzuriteFixture.NewName()).CreateIfNotExistsAsync());
        Assert.InRange(refused.Status, 401, 403);
    }
}

[Collection(nameof(EntraAzuriteCollection))]
public sealed class EntraQueueTests(EntraAzuriteFixture azurite) : QueueContract
{
    protected override async Task<IQueueClient> NewQueueAsync()
    {
        var queue = QueueThatIsNotThere();
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    protected override IQueueClient QueueThatIsNotThere() => azurite.Clients.GetQueueClient(AzuriteFixture.NewName("q"));
}
