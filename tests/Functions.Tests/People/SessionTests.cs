using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Functions.People;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Tests.Functions.People;

/// <summary>What a session's cookie is good for, and until when.</summary>
public sealed class SessionTests
{
    private const string Cookie = "__Host-smartlinks";

    [Fact]
    public async Task Without_a_cookie_nothing_that_signs_people_in_is_made()
    {
        await using var signIn = await SignInApp.StartAsync();

        (await signIn.NewBrowser().ApiAsync(HttpMethod.Get, "/api/me")).IsProblem(401, "unauthenticated");

        Assert.Equal(0, signIn.App.Tables[SealedRing.Table].Faults.TotalCalls + signIn.App.Tables[Sessions.Table].Faults.TotalCalls);
    }

    [Fact]
    public async Task Signing_out_ends_every_copy_of_the_cookie()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = await signIn.SignInAsync("owner");
        var copy = signIn.NewBrowser();
        copy.Cookies[Cookie] = browser.Cookies[Cookie];
        Assert.Equal(200, (await copy.ApiAsync(HttpMethod.Get, "/api/me")).Status);

        (await browser.PostFormAsync("/auth/sign-out", new() { [AntiForgery.Field] = await browser.TokenAsync() })).IsPage(200);

        Assert.DoesNotContain(Cookie, browser.Cookies.Keys);
        (await copy.ApiAsync(HttpMethod.Get, "/api/me")).IsProblem(401, "unauthenticated");
        Assert.Empty(signIn.App.Tables[Sessions.Table].Rows);
    }

    [Fact]
    public async Task A_cookie_that_was_changed_is_none()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = await signIn.SignInAsync("owner");
        var good = browser.Cookies[Cookie];
        var before = signIn.App.Tables[Sessions.Table].Rows.Count;

        for (var at = 0; at < good.Length; at += 7)
        {
            browser.Cookies[Cookie] = string.Concat(good.AsSpan(0, at), good[at] == 'A' ? "B" : "A", good.AsSpan(at + 1));
            // The last character of base64 may hold bits that count for nothing.
            if (at < good.Length - 1) (await browser.ApiAsync(HttpMethod.Get, "/api/me")).IsProblem(401, "unauthenticated");
        }

        Assert.Equal(before, signIn.App.Tables[Sessions.Table].Rows.Count);
    }

    [Fact]
    public async Task A_session_that_is_used_goes_on_and_one_that_is_not_ends()
    {
        await using var signIn = await SignInApp.StartAsync(new() { ["SignIn:SessionIdle"] = "01:00:00", ["SignIn:SessionLongest"] = "05:00:00" });
        var browser = await signIn.SignInAsync("owner");

        for (var i = 0; i < 5; i++)
        {
            signIn.App.Time.Advance(TimeSpan.FromMinutes(40));
            Assert.Equal(200, (await browser.ApiAsync(HttpMethod.Get, "/api/me")).Status);
        }

        signIn.App.Time.Advance(TimeSpan.FromMinutes(61));
        (await browser.ApiAsync(HttpMethod.Get, "/api/me")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_session_ends_at_its_longest_however_much_it_is_used()
    {
        await using var signIn = await SignInApp.StartAsync(new() { ["SignIn:SessionIdle"] = "01:00:00", ["SignIn:SessionLongest"] = "02:00:00" });
        var browser = await signIn.SignInAsync("owner");

        for (var i = 0; i < 3; i++)
        {
            signIn.App.Time.Advance(TimeSpan.FromMinutes(39));
            Assert.Equal(200, (await browser.ApiAsync(HttpMethod.Get, "/api/me")).Status);
        }

        signIn.App.Time.Advance(TimeSpan.FromMinutes(4));
        (await browser.ApiAsync(HttpMethod.Get, "/api/me")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Who_signs_in_again_has_a_new_session_and_the_old_one_ends()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = await signIn.SignInAsync("owner");
        var old = signIn.NewBrowser();
        old.Cookies[Cookie] = browser.Cookies[Cookie];

        await browser.SignInAsync("artist");

        Assert.Equal(signIn.PersonOf("artist").ToString(), (await browser.ApiAsync(HttpMethod.Get, "/api/me")).Json.GetProperty("person").GetProperty("id").GetString());
        (await old.ApiAsync(HttpMethod.Get, "/api/me")).IsProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("", PersonBrowser.Origin)]
    [InlineData("x", PersonBrowser.Origin)]
    [InlineData("good", "https://evil.example")]
    [InlineData("good", "null")]
    [InlineData("good", "")]
    [InlineData("another", PersonBrowser.Origin)]
    public async Task A_change_that_another_site_sends_is_refused(string token, string origin)
    {
        await using var signIn = await SignInApp.StartAsync();
        await signIn.JoinAsync(signIn.App.Organization, "owner", Role.Owner);
        var browser = await signIn.SignInAsync("owner");
        token = token switch { "good" => await browser.TokenAsync(), "another" => await (await signIn.SignInAsync("artist")).TokenAsync(), _ => token };
        var before = signIn.App.Rows();

        (await browser.ApiAsync(HttpMethod.Patch, $"{signIn.Organization}/settings", new { showProbable = true }, token, origin)).IsProblem(403, "forged-request");
        (await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "Another" }, token, origin)).IsProblem(403, "forged-request");
        (await browser.PostFormAsync("/auth/sign-out", new() { [AntiForgery.Field] = token }, origin)).IsPage(403);

        Assert.Equal(before, signIn.App.Rows());
        Assert.Equal(200, (await browser.ApiAsync(HttpMethod.Patch, $"{signIn.Organization}/settings", new { showProbable = true })).Status);
    }

    [Fact]
    public async Task A_change_that_the_browser_says_comes_from_elsewhere_is_refused()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = await signIn.SignInAsync("owner");

        (await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "Another" }, null, PersonBrowser.Origin, ("Sec-Fetch-Site", "cross-site"))).IsProblem(403, "forged-request");
    }

    [Fact]
    public async Task Two_instances_open_each_others_cookies()
    {
        await using var one = await SignInApp.StartAsync();
        var browser = await one.SignInAsync("owner");
        await using var two = await AppFixture.StartAsync(SignInApp.Settings(one.Issuer), services =>
        {
            foreach (var name in new[] { Sessions.Table, SealedRing.Table, PersonDirectory.Table }) services.AddKeyedSingleton<Smartlinks.Storage.ITableClient>(name, one.App.Tables[name]);
        });
        var there = new PersonBrowser(two);
        there.Cookies[Cookie] = browser.Cookies[Cookie];

        Assert.Equal(200, (await there.ApiAsync(HttpMethod.Get, "/api/me")).Status);
    }
}
