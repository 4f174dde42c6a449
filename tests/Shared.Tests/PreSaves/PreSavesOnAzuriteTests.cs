using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.PreSaves;

/// <summary>Keys, transactions and conflicts over real tables.</summary>
[Collection(nameof(AzuriteCollection))]
public sealed class PreSavesOnAzuriteTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Many_at_once_are_taken_saved_and_counted()
    {
        var tables = new Dictionary<string, ITableClient>();
        foreach (var name in new[] { PreSaveRow.Table, SlotRow.Table, SaveMoments.Table, FanIndex.Table }) tables[name] = await azurite.NewTableAsync();
        var (world, other) = (new PreSaveWorld(tables: tables), new PreSaveWorld(tables: tables));
        var link = await world.LinkAsync();
        var gmt = TimeZoneInfo.FindSystemTimeZoneById("Etc/GMT+1");
        var fans = Enumerable.Range(0, 40).Select(_ => world.NewFan()).ToList();
        // Each says yes twice at the same time, at two instances.
        var taken = await Task.WhenAll(fans.Concat(fans).Select((fan, index) => Task.Run(() => (index < 40 ? world : other).TakeAsync(link, fan, zone: index % 40 < 20 ? PreSaveWorld.Berlin : gmt))));
        Assert.Equal(40, taken.OfType<TakeResult.Taken>().Count());
        await world.Canceler.CancelAsync(fans[0], link.Id, StreamingService.Spotify, default);
        world.Spotify.OnSave = token => token == fans[1].ToString() ? new LibraryAnswer.NotAllowed() : null;

        world.GoTo(PreSaveWorld.BerlinMidnight.AddHours(-1));
        await world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(4), TimeSpan.FromMinutes(30));

        var page = await world.Report.ListAsync(link.Id, 1000, null, default);
        Assert.Equal(40, page.Items.Count);
        var counts = (await world.Progress.GetAsync(link, default)).Counts.All.Select(count => $"{count.State} {count.Reason} {count.Count}");
        Assert.Equal(["Canceled byFan 1", "NotAllowed notOnAllowList 1", "Saved  38"], counts.Order(StringComparer.Ordinal));
        Assert.Equal(page.Items.GroupBy(each => (each.State, each.Reason)).Select(group => $"{group.Key.State} {group.Key.Reason} {group.Count()}").Order(StringComparer.Ordinal), counts.Order(StringComparer.Ordinal));
        Assert.Empty(await world.Moments.ListAsync(world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(1), 100, default));
    }
}
