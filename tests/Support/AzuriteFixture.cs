using Smartlinks.LocalHost.Azurite;
using Smartlinks.Storage;
using Xunit;

namespace Smartlinks.Support;

/// <summary>
/// One in-memory Azurite for a test collection: <c>[CollectionDefinition(nameof(AzuriteCollection))] class AzuriteCollection : ICollectionFixture&lt;AzuriteFixture&gt;</c>
/// in the test project. Tests take own tables and queues by <see cref="NewName"/>.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private static int _names;
    private readonly string _location = Path.Combine(Path.GetTempPath(), $"smartlinks-azurite-{Environment.ProcessId}-{Interlocked.Increment(ref _names)}");
    private AzuriteProcess? _process;
    private StorageClients? _clients;

    public AzuriteProcess Process => _process ?? throw new InvalidOperationException("Azurite is not started yet.");

    public StorageClients Clients => _clients ?? throw new InvalidOperationException("Azurite is not started yet.");

    public string ConnectionString => Process.ConnectionString;

    /// <summary>A name that no other test in this Azurite has; fit for tables and queues.</summary>
    public static string NewName(string prefix = "t") => $"{prefix}{Interlocked.Increment(ref _names):000000}";

    public async Task<ITableClient> NewTableAsync()
    {
        var table = Clients.GetTableClient(NewName());
        await table.CreateIfNotExistsAsync();
        return table;
    }

    public async Task<IQueueClient> NewQueueAsync()
    {
        var queue = Clients.GetQueueClient(NewName("q"));
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    public async Task InitializeAsync()
    {
        _process = await AzuriteProcess.StartAsync(LocalTools.Npm(), new AzuriteOptions { Location = _location, IsInMemory = true }, TimeProvider.System);
        _clients = new StorageClients(new StorageOptions { ConnectionString = _process.ConnectionString }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _clients?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (Directory.Exists(_location))
        {
            Directory.Delete(_location, recursive: true);
        }
    }
}
