using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Tests.Functions.People;

/// <summary>Keys: made, shown once, used, counted, revoked.</summary>
public sealed class ApiKeyDoorTests
{
    [Fact]
    public async Task A_key_is_shown_once_and_does_what_its_scopes_say_until_it_is_over()
    {
        await using var signIn = await SignInApp.StartAsync();
        await signIn.JoinAsync(signIn.App.Organization, "owner", Role.Owner);
        var browser = await signIn.SignInAsync("owner");
        var made = await browser.ApiAsync(HttpMethod.Post, $"{signIn.Organization}/keys", new { name = "reports", scopes = new[] { "read" }, days = 1 });
        var key = made.Json.GetProperty("key").GetString()!;

        Assert.Equal(200, (await AskAsync(HttpMethod.Get, key)).Status);
        (await AskAsync(HttpMethod.Post, key, """{ "isrc": "QM24S2402528" }""")).IsProblem(403, "not-allowed");
        Assert.DoesNotContain(key[^32..], (await browser.ApiAsync(HttpMethod.Get, $"{signIn.Organization}/keys")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(signIn.App.Rows(), row => row.Contains(key[^32..], StringComparison.Ordinal));

        signIn.App.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Equal(200, (await AskAsync(HttpMethod.Get, key)).Status);
        signIn.App.Time.Advance(TimeSpan.FromTicks(1));
        (await AskAsync(HttpMethod.Get, key)).IsProblem(401, "unauthenticated");

        Task<Answer> AskAsync(HttpMethod method, string with, string? body = null) => signIn.App.ApiAsync(method, signIn.App.LinksPath, body, ("Authorization", $"Bearer {with}"));
    }

    [Fact]
    public async Task A_revoked_key_dies_within_half_a_minute()
    {
        await using var signIn = await SignInApp.StartAsync();
        await signIn.JoinAsync(signIn.App.Organization, "owner", Role.Owner);
        var browser = await signIn.SignInAsync("owner");
        var id = (await browser.ApiAsync(HttpMethod.Get, $"{signIn.Organization}/keys")).Json.GetProperty("items")[0].GetProperty("id").GetString();
        Assert.Equal(200, (await signIn.App.ApiAsync(HttpMethod.Get, signIn.App.LinksPath)).Status);

        Assert.Equal(204, (await browser.ApiAsync(HttpMethod.Delete, $"{signIn.Organization}/keys/{id}")).Status);
        (await browser.ApiAsync(HttpMethod.Delete, $"{signIn.Organization}/keys/{id}")).IsProblem(404, "not-found");
        signIn.App.Time.Advance(ApiKeyVerifier.Remembered);

        (await signIn.App.ApiAsync(HttpMethod.Get, signIn.App.LinksPath)).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task When_a_key_was_used_is_noted_behind_the_answer()
    {
        await using var signIn = await SignInApp.StartAsync();
        await signIn.JoinAsync(signIn.App.Organization, "owner", Role.Owner);
        var browser = await signIn.SignInAsync("owner");
        var used = signIn.App.Time.GetUtcNow();

        await signIn.App.ApiAsync(HttpMethod.Get, signIn.App.LinksPath);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await LastUsedAsync()).ValueKind);
        await Until.TrueAsync(() => signIn.App.Time.WaitingTimers > 0, "the note waits");
        signIn.App.Time.Advance(TimeSpan.FromSeconds(3));
        await Until.TrueAsync(() => LastUsedAsync().GetAwaiter().GetResult().ValueKind != System.Text.Json.JsonValueKind.Null, "the use is noted");

        Assert.Equal(used, (await LastUsedAsync()).GetDateTimeOffset());

        async Task<System.Text.Json.JsonElement> LastUsedAsync() => (await browser.ApiAsync(HttpMethod.Get, $"{signIn.Organization}/keys")).Json.GetProperty("items")[0].GetProperty("lastUsedAt");
    }

    [Fact]
    public async Task A_key_that_asks_too_fast_is_told_when_to_go_on_and_others_are_not()
    {
        await using var app = await AppFixture.StartAsync(new() { ["ApiKeys:RequestsPerSecond"] = "1", ["ApiKeys:Burst"] = "2" });
        var (other, key) = await app.CreateOrganizationAsync("Another label");
        Answer last;
        var asked = 0;
        do last = await app.ApiAsync(HttpMethod.Get, app.LinksPath);
        while (last.Status == 200 && ++asked < 500);

        last.IsProblem(429, "too-many-requests");
        Assert.Matches("^[1-9][0-9]*$", last["Retry-After"]);
        Assert.Equal(200, (await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{other}/links", null, ("Authorization", $"Bearer {key}"))).Status);
    }
}
