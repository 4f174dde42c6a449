using Smartlinks.PreSaves;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.PreSaves;

public sealed class ProgressTests
{
    private readonly PreSaveWorld _world = new();

    [Fact]
    public async Task Counts_moments_and_the_finish_add_up_before_and_after_the_night()
    {
        var link = await _world.LinkAsync();
        for (var i = 0; i < 12; i++) await _world.TakenAsync(link, i < 4 ? StreamingService.Deezer : null, i % 2 == 0 ? PreSaveWorld.Berlin : PreSaveWorld.NewYork);
        var refused = await _world.TakenAsync(link);
        _world.Spotify.OnSave = token => token == refused.ToString() ? new LibraryAnswer.NotAllowed() : null;
        _world.Spotify.Pace = new ServicePace("spotify-saves", TimeSpan.FromSeconds(10), 1);

        var before = await _world.Progress.GetAsync(link, default);
        Assert.Equal((13, 13), (before.Counts.Total, before.Counts.Open));
        Assert.Equal([(PreSaveWorld.BerlinMidnight, "Europe/Berlin", 7), (PreSaveWorld.BerlinMidnight.AddHours(6), "America/New_York", 6)], before.NextMoments.Select(moment => (moment.At, Assert.Single(moment.Zones), moment.Open)));
        // New York's four at Spotify.
        Assert.Equal(PreSaveWorld.BerlinMidnight.AddHours(6).AddSeconds(40), before.EstimatedFinishAt);

        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(7));
        var after = await _world.Progress.GetAsync(link, default);
        Assert.Equal((13, 0), (after.Counts.Total, after.Counts.Open));
        Assert.Equal([$"deezer {PreSaveState.Saved}  4", $"spotify {PreSaveState.NotAllowed} notOnAllowList 1", $"spotify {PreSaveState.Saved}  8"], after.Counts.All.Select(count => $"{count.Service} {count.State} {count.Reason} {count.Count}"));
        Assert.Empty(after.NextMoments);
        Assert.Null(after.EstimatedFinishAt);
    }

    [Fact]
    public async Task A_daily_quota_stretches_the_finish_over_days()
    {
        var link = await _world.LinkAsync();
        for (var i = 0; i < 25; i++) await _world.TakenAsync(link);
        _world.Spotify.Pace = new ServicePace("spotify-saves", TimeSpan.FromSeconds(1), 1, DailyQuota: 10);
        Assert.Equal(PreSaveWorld.BerlinMidnight.AddDays(2).AddSeconds(10), (await _world.Progress.GetAsync(link, default)).EstimatedFinishAt);
    }

    [Fact]
    public async Task The_reports_pages_add_up_to_the_totals()
    {
        var link = await _world.LinkAsync();
        var other = await _world.LinkAsync("other-slug", id: Smartlinks.Links.LinkId.Parse("lnk_01hzzzzzzzzzzzzzzzzzzzzzzy"));
        for (var i = 0; i < 30; i++) await _world.TakenAsync(i < 25 ? link : other, zone: i % 2 == 0 ? PreSaveWorld.Berlin : PreSaveWorld.NewYork);
        var items = new List<PreSave>();
        string? continuation = null;
        do
        {
            var page = await _world.Report.ListAsync(link.Id, 7, continuation, default);
            items.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(25, items.Select(item => item.Fan).Distinct().Count());
        Assert.Equal(25, items.Count);
        Assert.Equal((await _world.Progress.GetAsync(link, default)).Counts.Total, items.Count);
        Assert.All(items, item => Assert.Equal(link.Id, item.Key.Link));
    }

    [Fact]
    public void Counts_are_read_as_they_are_written_and_never_negative()
    {
        var preSave = new PreSave(new PreSaveKey(Support.Some.LinkId, "Europe/Berlin", 0), StreamingService.Spotify, Smartlinks.Fans.FanId.Parse("fan_01hzzzzzzzzzzzzzzzzzzzzzzz"), PreSaveState.Queued, null,
            Support.Some.Instant, Support.Some.Instant, null, false, null, 0, null, null);
        var counts = BucketCounts.None.With(preSave).With(preSave).With(preSave with { Reason = PreSaveReasons.RateLimited });
        Assert.Equal(counts.All, BucketCounts.Read(counts.Write()).All);
        Assert.Equal((3, 3), (counts.Total, counts.Open));
        Assert.Empty(BucketCounts.None.With(preSave).Without(preSave).All);
        Assert.Throws<InvalidOperationException>(() => BucketCounts.None.Without(preSave));
    }
}
