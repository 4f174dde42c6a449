using System.Globalization;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>Music before, at and after its release. Hunts links that stay empty on the day, and services that are asked for ever.</summary>
[Collection(nameof(ServicesHost))]
public sealed class UnreleasedMusicTests(ServicesHost services)
{
    private static readonly TimeSpan s_settlesWithin = TimeSpan.FromSeconds(20);
    private readonly Api _api = services.Api;

    [Fact]
    public async Task It_is_found_within_minutes_of_its_release_and_not_looked_for_beyond_three_days_after_it()
    {
        var sandbox = services.Sandbox;
        var release = new DateTimeOffset(ServicesHost.ReleaseDay.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        await sandbox.MoveToAsync(release - TimeSpan.FromHours(2));
        var id = (await _api.CreateAsync(("isrc", ServicesHost.UnreleasedIsrc), ("title", "Ebb and Flow"), ("artists", new[] { "Harbour Wall" }),
            ("release", new { at = release.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) }))).Text("id");
        var before = await _api.WaitUntilSettledAsync(id);
        Assert.Equal("preSave", before.Text("state"));
        Assert.Equal("notFound", before.StatusAt("spotify"));
        // Two hours before: every quarter of an hour, and never later than the release itself.
        Assert.InRange(before.Destination("spotify").NextLookUpAt()!.Value, release - TimeSpan.FromHours(2), release - TimeSpan.FromMinutes(90));

        await sandbox.MoveToAsync(release + TimeSpan.FromMinutes(1));
        var live = await _api.WaitForAsync(id, now => now.StatusAt("spotify") == "confirmed", "Spotify has it");
        Assert.InRange(live.Destination("spotify").GetProperty("checkedAt").GetDateTimeOffset() - release, TimeSpan.Zero, TimeSpan.FromMinutes(6));
        await _api.WaitForAsync(id, now => new[] { "apple-music", "tidal", "amazon-music", "soundcloud" }.All(service => now.StatusAt(service) == "confirmed"), "the others have it as well");
        Assert.Equal("live", live.Text("state"));

        // Deezer never gets it: at first every five minutes, then ever more seldom, and that for three days.
        foreach (var after in new[] { 0.2, 0.4, 1, 2, 4, 8, 20, 40, 60, 71.9 })
        {
            await sandbox.MoveToAsync(release + TimeSpan.FromHours(after));
            var due = await _api.WaitForAsync(id, now => now.Destination("deezer").NextLookUpAt() > release + TimeSpan.FromHours(after), $"Deezer was asked {after} hours after");
            Assert.True(due.Destination("deezer").NextLookUpAt() <= release + TimeSpan.FromHours(Math.Min(after + 2.1, 72)), $"Deezer is next asked at {due.Destination("deezer").NextLookUpAt()}, {after} hours after");
        }

        await sandbox.MoveToAsync(release + TimeSpan.FromHours(72.1));
        var done = await Eventually.GetAsync(() => _api.GetLinkAsync(id), now => now.Destination("deezer").NextLookUpAt() is null, "Deezer is not asked any more", s_settlesWithin);
        Assert.Equal("notFound", done.StatusAt("deezer"));
        await sandbox.ClearRequestsAsync();
        await sandbox.AdvanceAsync(TimeSpan.FromDays(6));
        // Another link's look-up at Deezer afterwards shows that whatever was due has been asked.
        await _api.CreateSettledAsync(("isrc", ServicesHost.Isrc(60)));
        Assert.DoesNotContain(await sandbox.GetRequestsAsync("deezer"), request => request.Text("path").Contains(ServicesHost.UnreleasedIsrc, StringComparison.Ordinal));
    }
}
