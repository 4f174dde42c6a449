using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>What a service takes down. Hunts links that lead nowhere unseen, links that vanish for one bad answer, and an admin's choice overwritten by a check.</summary>
[Collection(nameof(ServicesHost))]
public sealed class TakedownTests(ServicesHost services)
{
    private static readonly TimeSpan s_pastTheCheck = TimeSpan.FromDays(8) + TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_pastTheSecond = TimeSpan.FromHours(7);

    private readonly Api _api = services.Api;
    private readonly Fan _fan = new(services.Host.Http);

    [Fact]
    public async Task A_destination_that_is_gone_is_flagged_then_hidden_and_comes_back_with_the_music()
    {
        var link = await CreateLookedUpAsync("GBDUW0000065");
        var unvisited = await CreateLookedUpAsync("GBDUW0000065");
        var (id, slug) = (link.Text("id"), link.Text("slug"));
        var item = ItemAt(link, "deezer");
        await VisitAsync(link);
        await services.Sandbox.ChangeItemAsync("deezer", item, new { gone = true });
        var before = await services.Sandbox.GetNowAsync();

        await services.Sandbox.AdvanceAsync(s_pastTheCheck);
        var flagged = (await _api.WaitForAsync(id, now => now.IsFlaggedAt("deezer"), "Deezer is flagged")).Destination("deezer");
        Assert.Equal(("dead", 1, false), (flagged.GetProperty("flag").Text("reason"), flagged.GetProperty("flag").GetProperty("checks").GetInt32(), flagged.GetProperty("flag").GetProperty("hidden").GetBoolean()));
        Assert.InRange(flagged.GetProperty("flag").GetProperty("since").GetDateTimeOffset(), before + TimeSpan.FromDays(7), before + s_pastTheCheck + TimeSpan.FromMinutes(5));
        var page = await _fan.OpenAsync($"/{slug}?choose");
        Assert.True(page.Body.Contains($"href=\"/{slug}/deezer\"", StringComparison.Ordinal), $"one bad check hides nothing: {page}");

        await services.Sandbox.AdvanceAsync(s_pastTheSecond);
        var hidden = await _api.WaitForAsync(id, now => !now.IsVisibleAt("deezer"), "Deezer is hidden");
        Assert.True(hidden.Destination("deezer").GetProperty("flag").GetProperty("hidden").GetBoolean());
        Assert.NotEmpty(hidden.Destination("deezer").Text("why"));
        await Eventually.HoldsAsync(async () => !await IsOnPageAsync(slug, "deezer"), "Deezer has left the page");
        Assert.Equal($"/{slug}?choose", (await _fan.OpenAsync($"/{slug}/deezer")).Location);
        Assert.True(await IsOnPageAsync(slug, "spotify"), "the others stay");

        // By now the other link's check has come and gone as well: nobody asked for it.
        var idle = await _api.WaitForAsync(unvisited.Text("id"), now => now.Destination("deezer").NextLookUpAt() > before + s_pastTheCheck, "the link nobody opened is put off");
        Assert.False(idle.IsFlaggedAt("deezer"), "a link nobody opened is checked");
        Assert.Equal(unvisited.Destination("deezer").GetProperty("checkedAt").GetDateTimeOffset(), idle.Destination("deezer").GetProperty("checkedAt").GetDateTimeOffset());

        await services.Sandbox.RestoreItemAsync("deezer", item);
        await services.Sandbox.AdvanceAsync(TimeSpan.FromHours(25));
        var back = await _api.WaitForAsync(id, now => now.IsVisibleAt("deezer"), "Deezer is back");
        Assert.Equal((link.UrlAt("deezer"), "confirmed", false), (back.UrlAt("deezer"), back.StatusAt("deezer"), back.IsFlaggedAt("deezer")));
        await Eventually.HoldsAsync(() => IsOnPageAsync(slug, "deezer"), "Deezer is on the page again");
    }

    /// <summary>The recording is on a single, an album and a compilation: there is another one to take its place.</summary>
    [Fact]
    public async Task A_match_that_is_gone_is_replaced_by_a_proven_one_and_a_pinned_one_never()
    {
        const string isrc = "USUG11904206";
        var free = await CreateLookedUpAsync(isrc);
        var pinned = await CreateLookedUpAsync(isrc);
        using (var answer = await _api.SendAsync(HttpMethod.Patch, $"{_api.LinksPath}/{pinned.Text("id")}/destinations/spotify", new { pinned = true })) await Api.ReadAsync(answer, System.Net.HttpStatusCode.OK);
        await _api.WaitForAsync(pinned.Text("id"), now => now.Destination("spotify").NextLookUpAt() is not null, "what was pinned has its next check");
        await VisitAsync(free);
        await VisitAsync(pinned);
        var item = ItemAt(free, "spotify");
        await services.Sandbox.ChangeItemAsync("spotify", item, new { gone = true });

        await services.Sandbox.AdvanceAsync(s_pastTheCheck);
        await _api.WaitForAsync(pinned.Text("id"), now => now.IsFlaggedAt("spotify"), "the pinned one is flagged");
        // The clock must not jump in the middle of the other one's check either.
        await _api.WaitForAsync(free.Text("id"), now => now.IsFlaggedAt("spotify") || now.UrlAt("spotify") != free.UrlAt("spotify"), "the free one is checked");
        await services.Sandbox.AdvanceAsync(s_pastTheSecond);
        var replaced = await _api.WaitForAsync(free.Text("id"), now => now.UrlAt("spotify") is { } url && !url.EndsWith(item, StringComparison.Ordinal), "another Spotify track takes its place");
        var kept = await _api.WaitForAsync(pinned.Text("id"), now => !now.IsVisibleAt("spotify"), "the pinned one is hidden");

        Assert.Equal(("confirmed", true, false), (replaced.StatusAt("spotify"), replaced.IsVisibleAt("spotify"), replaced.IsFlaggedAt("spotify")));
        Assert.Contains("isrcEqual", replaced.EvidenceAt("spotify"));
        Assert.Equal(pinned.UrlAt("spotify"), kept.UrlAt("spotify"));
        Assert.True(kept.Destination("spotify").GetProperty("pinned").GetBoolean());
        await services.Sandbox.RestoreItemAsync("spotify", item);
    }

    /// <summary>Returns when the first look is over, not only published: a jump of the clock in the middle of it would be its own day.</summary>
    private async Task<JsonElement> CreateLookedUpAsync(string isrc)
    {
        var id = (await _api.CreateAsync(("isrc", isrc))).Text("id");
        return await _api.WaitForAsync(id, link => link.IsSettled() && link.NextLookUpAt() is not null, "it is looked up");
    }

    private static string ItemAt(JsonElement link, string service) => link.UrlAt(service)!.Split('/')[^1];

    /// <summary>Returns when the visit is counted: use is known by its counts.</summary>
    private async Task VisitAsync(JsonElement link)
    {
        await _fan.OpenAsync($"/{link.Text("slug")}?choose");
        await Eventually.HoldsAsync(async () => (await _api.GetReportAsync(link.Text("id"))).GetProperty("visits").GetInt32() > 0, "the visit is counted");
    }

    private async Task<bool> IsOnPageAsync(string slug, string service) => (await _fan.OpenAsync($"/{slug}?choose")).Body.Contains($"href=\"/{slug}/{service}\"", StringComparison.Ordinal);
}
