using Smartlinks.LocalHost.Azurite;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.LocalHosting;

public sealed class AzuriteProcessTests : IDisposable
{
    private readonly string _location = Directory.CreateTempSubdirectory("smartlinks-azurite-").FullName;

    public void Dispose() => Directory.Delete(_location, recursive: true);

    private Task<AzuriteProcess> StartAsync(int tablePort = 0) =>
        AzuriteProcess.StartAsync(LocalTools.Npm(), new AzuriteOptions { Location = _location, TablePort = tablePort }, TimeProvider.System);

    [Fact]
    public async Task Data_outlives_a_stop_and_the_ports_stay()
    {
        await using var azurite = await StartAsync();
        using var clients = new StorageClients(new StorageOptions { ConnectionString = azurite.ConnectionString }, TimeProvider.System);
        var table = clients.GetTableClient("links");
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });
        var before = azurite.ProcessId;

        await azurite.StopAsync();
        Assert.False(azurite.IsRunning);
        await azurite.StopAsync();
        await azurite.RestartAsync();
        Assert.NotEqual(before, azurite.ProcessId);
        Assert.Equal(1, (await table.GetEntityIfExistsAsync("p", "r"))!.GetInt32("N"));

        await azurite.KillAsync();
        Assert.False(azurite.IsRunning);
        await azurite.RestartAsync();
        Assert.NotNull(await table.GetEntityIfExistsAsync("p", "r"));
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using var first = await StartAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(first.TablePort));
        Assert.Contains($"Port {first.TablePort} is taken", refused.Message, StringComparison.Ordinal);
        Assert.True(first.IsRunning);
    }

    [Fact]
    public async Task An_azurite_that_cannot_start_says_why()
    {
        var options = new AzuriteOptions { Location = _location, MoreArguments = ["--cert", "no-such.pem", "--key", "no-such.pem"] };
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => AzuriteProcess.StartAsync(LocalTools.Npm(), options, TimeProvider.System));
        Assert.Contains("exited with code 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no-such.pem", refused.Message, StringComparison.Ordinal);
    }
}
