using System.Web;
using Smartlinks.Functions.People;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Tests.Functions.People;

/// <summary>The way in: through the provider and back, and what is not taken for it.</summary>
public sealed class SigningInTests
{
    public static TheoryData<string> Lies => ["wrongNonce", "noNonce", "wrongAudience", "expired", "notYet", "wrongIssuer", "otherKey", "unsigned", "hmac", "noIdToken"];

    [Theory]
    [InlineData("")]
    [InlineData("es256")]
    public async Task A_person_signs_in_and_is_known(string how)
    {
        await using var signIn = await SignInApp.StartAsync();
        if (how.Length > 0) signIn.Faults.Set(how);

        var browser = signIn.NewBrowser();
        var back = await browser.SignInAsync("artist", "/api/me?x=1");

        Assert.Equal((302, "/api/me?x=1"), (back.Status, back["Location"]));
        var cookie = back["Set-Cookie"]!;
        Assert.Contains("__Host-smartlinks=", cookie, StringComparison.Ordinal);
        foreach (var part in new[] { "path=/;", "secure", "httponly", "samesite=lax" }) Assert.Contains(part, cookie.ToLowerInvariant(), StringComparison.Ordinal);
        var me = (await browser.ApiAsync(HttpMethod.Get, "/api/me")).Json;
        Assert.Equal((signIn.PersonOf("artist").ToString(), "Ari Artist", "artist@label.example"),
            (me.GetProperty("person").GetProperty("id").GetString(), me.GetProperty("person").GetProperty("name").GetString(), me.GetProperty("person").GetProperty("email").GetString()));
    }

    [Theory, MemberData(nameof(Lies))]
    public async Task A_token_that_proves_nothing_signs_nobody_in(string lie)
    {
        await using var signIn = await SignInApp.StartAsync();
        signIn.Faults.Set(lie);

        var browser = signIn.NewBrowser();
        var answer = await browser.SignInAsync("owner");

        answer.IsPage(400);
        Assert.DoesNotContain("__Host-smartlinks", browser.Cookies.Keys);
        Assert.Empty(signIn.App.Tables[Sessions.Table].Rows);
        Assert.Empty(signIn.App.Tables[PersonDirectory.Table].Rows);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("otherDescription")]
    public async Task A_provider_that_does_not_answer_as_one_is_said_to_be_away(string fault)
    {
        await using var signIn = await SignInApp.StartAsync();
        signIn.Faults.Set(fault);

        (await signIn.NewBrowser().GetAsync("/auth/sign-in")).IsPage(503);

        signIn.Faults.Set();
        await signIn.SignInAsync("owner");
    }

    /// <summary>A session of a further domain would be none at the own address, and the provider sends nobody back there.</summary>
    [Fact]
    public async Task Who_comes_by_a_further_domain_signs_in_at_the_own_address()
    {
        await using var signIn = await SignInApp.StartAsync(new() { ["App:Domains:0"] = "music.label.example", ["App:PublicUrl"] = "https://links.example" });
        foreach (var path in new[] { "/auth/sign-in?return=%2Fauth%2Faccount", "/auth/account", "/auth/invitation?code=one" })
            (await signIn.NewBrowser().GetAsync(path, ("X-Forwarded-Host", "music.label.example"))).LeadsTo("https://links.example" + path, 303);
    }

    [Fact]
    public async Task Who_says_no_is_not_signed_in()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = signIn.NewBrowser();

        (await browser.GetAsync(await PersonBrowser.ConsentAsync(await browser.BeginAsync(), "owner", "cancel"))).IsPage(403);

        Assert.Empty(signIn.App.Tables[Sessions.Table].Rows);
    }

    [Fact]
    public async Task What_one_browser_began_no_other_finishes()
    {
        await using var signIn = await SignInApp.StartAsync();
        var (own, other) = (signIn.NewBrowser(), signIn.NewBrowser());
        var back = await PersonBrowser.ConsentAsync(await own.BeginAsync(), "owner");
        await other.BeginAsync();

        (await other.GetAsync(back)).IsPage(400);

        Assert.Empty(signIn.App.Tables[Sessions.Table].Rows);
        Assert.Equal(302, (await own.GetAsync(back)).Status);
    }

    [Fact]
    public async Task A_state_that_was_swapped_changed_or_left_out_finishes_nothing()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = signIn.NewBrowser();
        var (first, second) = (await browser.BeginAsync(), await browser.BeginAsync());
        var query = HttpUtility.ParseQueryString(new Uri(new Uri("https://links.example"), await PersonBrowser.ConsentAsync(first, "owner")).Query);
        var otherState = HttpUtility.ParseQueryString(second.Query)["state"]!;

        foreach (var state in new[] { otherState, query["state"]![..^4] + "AAAA", "", "x" })
            (await browser.GetAsync($"/auth/callback?code={query["code"]}&state={Uri.EscapeDataString(state)}")).IsPage(400);

        Assert.Empty(signIn.App.Tables[Sessions.Table].Rows);
    }

    [Fact]
    public async Task A_way_back_is_good_once()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = signIn.NewBrowser();
        var asked = await browser.BeginAsync();
        var kept = new Dictionary<string, string>(browser.Cookies);
        var back = await PersonBrowser.ConsentAsync(asked, "owner");
        Assert.Equal(302, (await browser.GetAsync(back)).Status);

        // Also by somebody who copied the browser's cookies beforehand: the provider's code is spent.
        var thief = signIn.NewBrowser();
        foreach (var (name, value) in kept) thief.Cookies[name] = value;
        (await thief.GetAsync(back)).IsPage(400);
        (await browser.GetAsync(back)).IsPage(400);

        Assert.Single(signIn.App.Tables[Sessions.Table].Rows);
    }

    [Fact]
    public async Task A_sign_in_that_took_too_long_is_begun_anew()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = signIn.NewBrowser();
        var asked = await browser.BeginAsync();
        signIn.App.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));

        (await browser.GetAsync(await PersonBrowser.ConsentAsync(asked, "owner"))).IsPage(400);

        Assert.Empty(signIn.App.Tables[Sessions.Table].Rows);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    [InlineData("evil")]
    public async Task Nobody_is_led_out_of_the_site_by_signing_in(string wanted)
    {
        await using var signIn = await SignInApp.StartAsync();

        var answer = await signIn.NewBrowser().SignInAsync("owner", wanted);

        Assert.Equal("/auth/account", answer["Location"]);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/a/b?c=d#e", true)]
    [InlineData("/@evil.example", true)]
    [InlineData("//", false)]
    [InlineData("///evil.example", false)]
    [InlineData("/\n/evil.example", false)]
    [InlineData("/a\\b", false)]
    [InlineData("/ä", false)]
    [InlineData(null, false)]
    public void A_local_path_is_one_of_this_site(string? text, bool isOne) => Assert.Equal(isOne, LocalPath.IsOne(text));

    [Fact]
    public async Task Storage_that_is_down_while_somebody_signs_in_is_said_so()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = signIn.NewBrowser();
        var back = await PersonBrowser.ConsentAsync(await browser.BeginAsync(), "owner");
        signIn.App.Tables[PersonDirectory.Table].Faults.IsDown = true;

        (await browser.GetAsync(back)).IsPage(503);
    }

    [Fact]
    public async Task Where_no_provider_is_set_nobody_signs_in_and_keys_work()
    {
        await using var app = await AppFixture.StartAsync();
        var browser = new PersonBrowser(app);

        (await browser.GetAsync("/auth/sign-in", ("Accept", "application/json"))).IsProblem(404, "sign-in-off");
        (await browser.GetAsync("/auth/sign-in")).IsPage(404);
        browser.Cookies["__Host-smartlinks"] = "x";
        (await browser.ApiAsync(HttpMethod.Get, "/api/me")).IsProblem(401, "unauthenticated");
        Assert.Equal(200, (await app.ApiAsync(HttpMethod.Get, app.LinksPath)).Status);
    }

    [Fact]
    public async Task What_opens_something_is_in_no_table_as_it_is()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = await signIn.SignInAsync("owner");

        var secrets = signIn.Secrets.List().Select(secret => secret.Value).Append(browser.Cookies["__Host-smartlinks"]).Append(await browser.TokenAsync()).ToList();
        var stored = signIn.App.Tables.Values.SelectMany(table => table.Rows).SelectMany(row => row.Properties.Values.OfType<string>().Concat([row.PartitionKey, row.RowKey])).ToList();

        Assert.True(secrets.Count >= 5);
        Assert.DoesNotContain(stored, text => secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)) || text.Contains("<key ", StringComparison.Ordinal));
    }
}
