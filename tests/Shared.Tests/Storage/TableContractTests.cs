using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

[Collection(nameof(AzuriteCollection))]
public sealed class AzuriteTableTests(AzuriteFixture azurite) : TableContract
{
    protected override Task<ITableClient> NewTableAsync() => azurite.NewTableAsync();

    protected override ITableClient TableThatIsNotThere() => azurite.Clients.GetTableClient(AzuriteFixture.NewName());
}

public sealed class InMemoryTableTests : TableContract
{
    protected override Task<ITableClient> NewTableAsync() => Task.FromResult<ITableClient>(new InMemoryTableClient());

    protected override ITableClient TableThatIsNotThere() => new InMemoryTableClient(exists: false);
}
