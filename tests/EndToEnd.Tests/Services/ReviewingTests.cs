using System.Net;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>Matches that are likely and not proven. Hunts fans who see what nobody vouches for, and decisions that do not reach them or do not last.</summary>
[Collection(nameof(ServicesHost))]
public sealed class ReviewingTests(ServicesHost services)
{
    /// <summary>MusicBrainz knows its pages at Pandora and Bandcamp, which cannot be looked up: told by a third party, so likely.</summary>
    private const string Isrc = "QZSLT2600011";

    private readonly Api _api = services.Api;
    private readonly Fan _fan = new(services.Host.Http);

    [Fact]
    public async Task What_is_only_likely_waits_for_an_admin_whose_word_stands()
    {
        var link = await CreateAsync();
        var (id, slug) = (link.Text("id"), link.Text("slug"));
        var offered = link.UrlAt("pandora");
        Assert.False(await IsOnPageAsync(slug, "pandora"), "a fan sees what is only likely");

        var review = await FindReviewAsync(id);
        Assert.True(review.GetProperty("needsReview").GetBoolean());
        var candidate = review.GetProperty("candidates").EnumerateArray().First();
        Assert.Equal((offered, "probable"), (candidate.Text("url"), candidate.Text("verdict")));
        Assert.Contains("titleEqual", candidate.GetProperty("evidence").EnumerateArray().Select(each => each.Text("name")));

        await DecideAsync(id, "pandora", "reject");
        var rejected = await _api.WaitUntilSettledAsync(id);
        Assert.NotEqual(offered, rejected.UrlAt("pandora"));
        await services.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(15));
        await _api.WaitForAsync(id, now => now.NextLookUpAt() is null || now.NextLookUpAt() > rejected.NextLookUpAt(), "the next look-up is done");
        Assert.NotEqual(offered, (await _api.GetLinkAsync(id)).UrlAt("pandora"));

        await DecideAsync(id, "pandora", "reopen");
        var reopened = await _api.WaitForAsync(id, now => now.UrlAt("pandora") == offered, "what was rejected is offered again");
        Assert.Equal(("probable", false), (reopened.StatusAt("pandora"), reopened.IsVisibleAt("pandora")));

        await DecideAsync(id, "pandora", "accept");
        var accepted = await _api.WaitUntilSettledAsync(id);
        Assert.Equal(("confirmed", offered, true), (accepted.StatusAt("pandora"), accepted.UrlAt("pandora"), accepted.IsVisibleAt("pandora")));
        Assert.True(accepted.Destination("pandora").GetProperty("pinned").GetBoolean());
        await Eventually.HoldsAsync(() => IsOnPageAsync(slug, "pandora"), "the accepted one is on the page");
        Assert.Equal(offered, (await _fan.OpenAsync($"/{slug}/pandora")).Location);
    }

    [Fact]
    public async Task An_organization_may_show_its_fans_what_is_likely()
    {
        var link = await CreateAsync();
        var slug = link.Text("slug");
        Assert.False(await IsOnPageAsync(slug, "pandora"));
        try
        {
            await SetShowProbableAsync(true);
            Assert.True((await _api.GetLinkAsync(link.Text("id"))).IsVisibleAt("pandora"));
            // The app remembers settings for half a minute where pages are shown.
            await services.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(1));
            await Eventually.HoldsAsync(() => IsOnPageAsync(slug, "pandora"), "the likely one is on the page");
            Assert.Equal(link.UrlAt("pandora"), (await _fan.OpenAsync($"/{slug}/pandora")).Location);
        }
        finally
        {
            await SetShowProbableAsync(false);
            await services.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        await Eventually.HoldsAsync(async () => !await IsOnPageAsync(slug, "pandora"), "the likely one has left the page");
    }

    /// <summary>MusicBrainz takes one request a second: the answer may come with a second look.</summary>
    private async Task<JsonElement> CreateAsync()
    {
        var id = (await _api.CreateAsync(("isrc", Isrc))).Text("id");
        return await _api.WaitForAsync(id, link => link.StatusAt("pandora") == "probable", "Pandora is likely");
    }

    private async Task<JsonElement> FindReviewAsync(string id)
    {
        JsonElement? found = null;
        await Eventually.HoldsAsync(async () => (found = await TryFindReviewAsync(id)) is not null, "the link is listed for review");
        return found!.Value.GetProperty("services").EnumerateArray().Single(service => service.GetProperty("destination").Text("service") == "pandora");
    }

    private async Task<JsonElement?> TryFindReviewAsync(string id)
    {
        string? continuation = null;
        do
        {
            using var answer = await _api.SendAsync(HttpMethod.Get, $"{_api.OrganizationPath}/reviews?pageSize=5{(continuation is null ? "" : $"&continuation={Uri.EscapeDataString(continuation)}")}");
            var page = await Api.ReadAsync(answer, HttpStatusCode.OK);
            if (page.GetProperty("items").EnumerateArray().Where(item => item.Text("link") == id).Cast<JsonElement?>().FirstOrDefault() is { } item) return item;
            continuation = page.GetProperty("continuation").GetString();
        }
        while (continuation is not null);
        return null;
    }

    private async Task DecideAsync(string id, string service, string decision)
    {
        using var answer = await _api.SendAsync(HttpMethod.Post, $"{_api.LinksPath}/{id}/destinations/{service}/{decision}", new { });
        await Api.ReadAsync(answer, HttpStatusCode.OK);
    }

    private async Task SetShowProbableAsync(bool showProbable)
    {
        using var answer = await _api.SendAsync(HttpMethod.Patch, $"{_api.OrganizationPath}/settings", new { showProbable });
        await Api.ReadAsync(answer, HttpStatusCode.OK);
    }

    private async Task<bool> IsOnPageAsync(string slug, string service) => (await _fan.OpenAsync($"/{slug}?choose")).Body.Contains($"href=\"/{slug}/{service}\"", StringComparison.Ordinal);
}
