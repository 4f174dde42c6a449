namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>
/// Pre-saves of links on a further domain. Bugs these hunt: a consent that services would refuse because its way back is not theirs, a fan who is somebody else on each domain, a release of
/// one domain taken for another's of the same slug, and pages that lead to an address where nothing is.
/// </summary>
public sealed class OtherDomainTests
{
    private const string Domain = "music.label.example";
    private const string Page = $"https://{Domain}/{PreSaveApp.Slug}";
    private const string Segment = $"{PreSaveApp.Slug}@{Domain}";
    private const string Forms = $"/presave/{Segment}";

    private static readonly (string, string) s_there = ("X-Forwarded-Host", Domain);

    [Fact]
    public async Task Its_page_leads_to_the_deployments_own_address_and_names_itself_as_its_own()
    {
        await using var world = await StartAsync();

        var page = (await world.NewBrowser().GetAsync($"/{PreSaveApp.Slug}", s_there)).IsPage(200).Text;

        Assert.Contains($"href=\"{PreSaveApp.Origin}{Forms}/spotify\"", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{PreSaveApp.Origin}{Forms}/remind\"", page, StringComparison.Ordinal);
        Assert.Contains($"rel=\"canonical\" href=\"{Page}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"{PreSaveApp.Origin}/{PreSaveApp.Slug}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_consent_page_is_of_that_release_and_may_end_at_its_domain()
    {
        await using var world = await StartAsync();

        var answer = (await world.NewBrowser().GetAsync($"{Forms}/spotify")).IsPage(200);

        Assert.Contains("On its own domain", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("very soon", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"action=\"{Forms}/spotify\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Page}\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains($" https://{Domain}; base-uri", answer["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fan_who_says_yes_has_both_releases_on_one_own_page()
    {
        await using var world = await StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");

        var id = await LinkIdAsync(world);
        (await browser.ReturnAsync("spotify", "one", await browser.BeginAsync("spotify", release: Segment))).LeadsTo($"/presave/mine?queued={id}.spotify", 303);

        var mine = (await browser.GetAsync("/presave/mine")).IsPage(200).Text;
        Assert.Contains($"href=\"{Page}\"", mine, StringComparison.Ordinal);
        Assert.Contains($"href=\"/{PreSaveApp.Slug}\"", mine, StringComparison.Ordinal);
        Assert.Equal(2, (await browser.ExportAsync()).GetProperty("preSaves").GetArrayLength());
    }

    [Fact]
    public async Task A_reminder_is_taken_there_too()
    {
        await using var world = await StartAsync();
        var browser = world.NewBrowser();

        Assert.Contains($"action=\"{Forms}/remind\"", (await browser.GetAsync($"{Forms}/remind")).IsPage(200).Text, StringComparison.Ordinal);
        (await browser.PostAsync($"{Forms}/remind", new() { ["consent"] = "yes", ["email"] = "ada@fans.example", ["zone"] = "Europe/Berlin" })).LeadsTo($"/presave/mine?reminder={await LinkIdAsync(world)}", 303);

        Assert.Contains($"href=\"{Page}\"", (await browser.GetAsync("/presave/mine")).IsPage(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"/presave/{PreSaveApp.Slug}/spotify", $"{Forms}/spotify")]
    [InlineData($"/presave/{PreSaveApp.Slug}/remind", $"{Forms}/remind")]
    [InlineData($"{Forms}/spotify", $"{Forms}/spotify")]
    [InlineData("/presave/mine?reminder=1", "/presave/mine?reminder=1")]
    [InlineData("/presave/mine/export", "/presave/mine/export")]
    [InlineData("/presave/mail/confirm?pass=one", "/presave/mail/confirm?pass=one")]
    [InlineData("/presave/mail/stop?pass=one", "/presave/mail/stop?pass=one")]
    public async Task Who_comes_to_a_fans_page_by_the_domain_is_sent_to_the_own_address(string path, string home)
    {
        await using var world = await StartAsync();
        (await world.NewBrowser().GetAsync(path, s_there)).LeadsTo(PreSaveApp.Origin + home, 303);
    }

    [Theory]
    [InlineData($"/presave/{PreSaveApp.Slug}@evil.example/spotify")]
    [InlineData($"/presave/{PreSaveApp.Slug}@-/spotify")]
    [InlineData($"/presave/{PreSaveApp.Slug}@/spotify")]
    [InlineData($"/presave/@{Domain}/spotify")]
    [InlineData($"/presave/{PreSaveApp.Slug}@{Domain}@{Domain}/spotify")]
    [InlineData($"/presave/nothing-here@{Domain}/spotify")]
    [InlineData($"/presave/{PreSaveApp.Slug}@evil.example/remind")]
    [InlineData($"/presave/{PreSaveApp.Slug}@evil.example/calendar")]
    public async Task A_domain_that_is_none_of_the_deployments_has_nothing(string path)
    {
        await using var world = await StartAsync();
        (await world.NewBrowser().GetAsync(path)).IsPage(404);
    }

    [Fact]
    public async Task A_form_of_the_domains_own_pages_is_refused()
    {
        await using var world = await StartAsync();
        (await world.NewBrowser().PostAsync($"{Forms}/spotify", new() { ["zone"] = "Europe/Berlin" }, $"https://{Domain}")).IsPage(403);
    }

    [Fact]
    public async Task What_is_out_leads_to_its_own_page()
    {
        await using var world = await StartAsync();
        world.App.Time.Advance(TimeSpan.FromDays(365));
        (await world.NewBrowser().GetAsync($"{Forms}/spotify")).LeadsTo(Page, 303);
        (await world.NewBrowser().GetAsync($"{Forms}/remind")).LeadsTo(Page, 303);
    }

    [Fact]
    public async Task Its_calendar_entry_leads_to_its_own_page()
    {
        await using var world = await StartAsync();
        Assert.Contains(Page, (await world.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/calendar", s_there)).Text.ReplaceLineEndings("").Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(Page, (await world.NewBrowser().GetAsync($"{Forms}/calendar")).Text, StringComparison.Ordinal);
    }

    /// <summary>The date and the calendar are there; what needs an address nobody knows is not.</summary>
    [Fact]
    public async Task Without_a_known_own_address_nothing_is_offered_that_would_need_it()
    {
        await using var world = await StartAsync(publicUrl: null);

        var page = (await world.NewBrowser().GetAsync($"/{PreSaveApp.Slug}", s_there)).IsPage(200).Text;

        Assert.Contains($"/presave/{PreSaveApp.Slug}/calendar", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/spotify", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/remind", page, StringComparison.Ordinal);
        (await world.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify", s_there)).IsPage(404);
    }

    private static async Task<PreSaveApp> StartAsync(string? publicUrl = PreSaveApp.Origin)
    {
        var world = await PreSaveApp.StartAsync(settings: new()
        {
            ["App:Domains:0"] = Domain,
            ["App:PublicUrl"] = publicUrl,
            ["Mail:ConnectionString"] = "endpoint=https://mail.example/;accesskey=" + Convert.ToBase64String(new byte[32]),
            ["Mail:SenderAddress"] = "label@links.example",
        });
        var made = await world.App.ApiAsync(HttpMethod.Post, world.App.LinksPath, $$"""
            { "slug": "{{PreSaveApp.Slug}}", "domain": "{{Domain}}", "title": "On its own domain", "isrc": "QM24S2402528", "release": { "on": "2026-12-04", "zone": "local" } }
            """);
        Assert.Equal(201, made.Status);
        return world;
    }

    private static async Task<string> LinkIdAsync(PreSaveApp world) =>
        (await world.App.ApiAsync(HttpMethod.Get, world.App.LinksPath)).Json.GetProperty("items").EnumerateArray().Single(link => link.GetProperty("url").GetString() == Page).GetProperty("id").GetString()!;
}
