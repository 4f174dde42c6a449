using Microsoft.Playwright;

namespace Smartlinks.EndToEnd.Tests.Browser;

/// <summary>The fan's pages in a real Chromium.</summary>
[Collection(nameof(RunningLocalHost))]
public sealed class FansPageTests(RunningLocalHost running, RunningChromium chromium) : IClassFixture<RunningChromium>
{
    private static readonly Window s_phone = new("phone", 390, 844, IsPhone: true);
    private static readonly Window s_desktop = new("desktop", 1280, 800, IsPhone: false);

    private readonly LocalHostProcess _host = running.Host;

    public static TheoryData<string, bool, ColorScheme> Looks { get; } = Make();

    [ChromiumTheory]
    [MemberData(nameof(Looks), DisableDiscoveryEnumeration = true)]
    public async Task A_page_loads_clean_and_has_no_barrier(string kind, bool onPhone, ColorScheme scheme)
    {
        var window = onPhone ? s_phone : s_desktop;
        var path = await PathOfAsync(kind);

        await using (var visitor = await ArriveAsync(window, scheme, kind))
        {
            var answer = await visitor.OpenAsync(path);
            Assert.Equal(kind == "unknown" ? 404 : 200, answer.Status);
            // The browser itself reports a page that is not found; nothing else may be said.
            Assert.DoesNotContain(visitor.Complaints, text => kind != "unknown" || !text.Contains("404", StringComparison.Ordinal));
            Assert.Empty(visitor.Strangers);
            Assert.False(await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"), "The page scrolls sideways.");
            Assert.True(await visitor.Page.EvaluateAsync<bool>("() => [...document.images].every(image => image.complete && image.naturalWidth > 0)"), "A picture is missing.");
            await visitor.ShowAsync($"{kind}-{window.Name}-{scheme.ToString().ToLowerInvariant()}");
        }

        await using var examined = await ArriveAsync(window, scheme, kind, bypassPolicy: true);
        await examined.OpenAsync(path);
        Assert.Equal("", await examined.FindBarriersAsync());
    }

    [ChromiumFact]
    public async Task The_first_service_is_one_Tab_away_and_Enter_opens_it()
    {
        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, _host.Url, s_desktop);
        await visitor.OpenAsync("/die-with-a-smile");

        await visitor.Page.Keyboard.PressAsync("Tab");

        var focused = visitor.Page.Locator(":focus");
        Assert.Equal("/die-with-a-smile/spotify", await focused.GetAttributeAsync("href"));
        Assert.NotEqual("none 0px", await focused.EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth"));
        await visitor.ShowAsync("focus-desktop-light");
        Assert.Equal("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", await visitor.LeaveAsync(() => visitor.Page.Keyboard.PressAsync("Enter"), "open.spotify.com"));
    }

    [ChromiumTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tap_leads_to_the_services_host_and_the_next_visit_goes_there_at_once(bool hasScript)
    {
        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, _host.Url, s_phone, hasScript: hasScript);
        await visitor.OpenAsync("/die-with-a-smile?utm_source=poster");

        var left = await visitor.LeaveAsync(() => visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Deezer" }).TapAsync(), "www.deezer.com");

        Assert.Equal("https://www.deezer.com/track/2947516331?utm_source=poster", left);
        // The next request is announced before the browser has put the cookie away.
        var cookie = Assert.Single(await Eventually.GetAsync(() => visitor.Context.CookiesAsync(), cookies => cookies.Count > 0, "the choice is remembered", TimeSpan.FromSeconds(10)));
        Assert.Equal(("sl_service", "deezer", true, SameSiteAttribute.Lax), (cookie.Name, cookie.Value, cookie.HttpOnly, cookie.SameSite));
        visitor.Strangers.Clear();
        await visitor.LeaveAsync(() => visitor.Page.GotoAsync("/marvin-gaye"), "www.deezer.com");
        Assert.Contains("https://www.deezer.com/track/94424876", visitor.Strangers);
    }

    [ChromiumFact]
    public async Task Not_your_service_undoes_the_choice_without_script()
    {
        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, _host.Url, s_phone, hasScript: false);
        await RememberAsync(visitor, "deezer");
        await visitor.OpenAsync("/die-with-a-smile?choose");

        await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Not your service?" }).First.ClickAsync();
        // A click returns before the navigation it begins, and the page before has "choose" in its address as well: only "forget" tells them apart.
        await visitor.Page.WaitForURLAsync(url => url.Contains("forget", StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });

        await Eventually.GetAsync(() => visitor.Context.CookiesAsync(), cookies => cookies.Count == 0, "the choice is forgotten", TimeSpan.FromSeconds(10));
        Assert.Equal(0, await visitor.Page.GetByText("Not your service?").CountAsync());
    }

    [ChromiumFact]
    public async Task Every_tap_target_is_at_least_44_pixels_high_and_those_of_the_footer_24()
    {
        await using var visitor = await ArriveAsync(s_phone, ColorScheme.Light, "remembered");
        await visitor.OpenAsync("/die-with-a-smile?choose");

        var heights = await visitor.Page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('main a')].map(a => a.getBoundingClientRect().height)");
        var footer = await visitor.Page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('footer a')].map(a => a.getBoundingClientRect().height)");

        Assert.Contains("Not your service?", await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(heights);
        Assert.All(heights, height => Assert.True(height >= 44, $"{height} px"));
        Assert.All(footer, height => Assert.True(height >= 24, $"{height} px"));
    }

    private async Task<Visitor> ArriveAsync(Window window, ColorScheme scheme, string kind, bool bypassPolicy = false)
    {
        var visitor = await Visitor.ArriveAsync(chromium.Browser, _host.Url, window, scheme, bypassPolicy);
        if (kind == "remembered") await RememberAsync(visitor, "deezer");
        return visitor;
    }

    private Task RememberAsync(Visitor visitor, string service) =>
        visitor.Context.AddCookiesAsync([new Cookie { Name = "sl_service", Value = service, Url = _host.Url.AbsoluteUri }]);

    /// <summary>The artwork is fetched after the first match: its page is complete when it has one.</summary>
    private async Task<string> PathOfAsync(string kind)
    {
        if (kind == "unknown") return "/no-such-link-here";
        if (kind == "nine") return await MakeNineAsync();
        var slug = kind == "comingSoon" ? "paper-lanterns" : "die-with-a-smile";
        var fan = new Fan(_host.Http);
        if (kind != "comingSoon") await Eventually.HoldsAsync(async () => (await fan.OpenAsync($"/{slug}?choose")).Body.Contains("/assets/artwork/", StringComparison.Ordinal), "the artwork is there");
        return $"/{slug}{(kind == "remembered" ? "?choose" : "")}";
    }

    /// <summary>All nine services under a title that wraps.</summary>
    private async Task<string> MakeNineAsync()
    {
        var fan = new Fan(_host.Http);
        if ((await fan.OpenAsync("/all-nine-services")).Status == System.Net.HttpStatusCode.OK) return "/all-nine-services";
        await _host.Api.CreateAsync(("slug", "all-nine-services"), ("title", "A Rather Long Title of a Release (Deluxe Anniversary Edition)"),
            ("artists", new[] { "Smartlinks Test Ensemble", "Åse Ødegård", "北京樂團" }), ("destinations", new Dictionary<string, string>
            {
                ["spotify"] = "https://open.spotify.com/album/1",
                ["apple-music"] = "https://music.apple.com/us/album/1",
                ["youtube-music"] = "https://music.youtube.com/playlist?list=1",
                ["amazon-music"] = "https://music.amazon.com/albums/1",
                ["tidal"] = "https://tidal.com/album/1",
                ["deezer"] = "https://www.deezer.com/album/1",
                ["pandora"] = "https://www.pandora.com/artist/x/AL1",
                ["soundcloud"] = "https://soundcloud.com/x/sets/y",
                ["bandcamp"] = "https://x.bandcamp.com/album/y",
            }));
        await Eventually.HoldsAsync(async () => (await fan.OpenAsync("/all-nine-services")).Status == System.Net.HttpStatusCode.OK, "the link is there");
        return "/all-nine-services";
    }

    private static TheoryData<string, bool, ColorScheme> Make()
    {
        var looks = new TheoryData<string, bool, ColorScheme>();
        foreach (var kind in new[] { "live", "comingSoon", "unknown", "remembered", "nine" })
            foreach (var onPhone in new[] { true, false })
                foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                    looks.Add(kind, onPhone, scheme);
        return looks;
    }
}
