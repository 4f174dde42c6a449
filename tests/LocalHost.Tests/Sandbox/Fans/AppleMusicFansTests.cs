using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.AppleMusic;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Fans;

/// <summary>The app's own client and a fan with a browser at the sandbox's Apple Music. The page's part runs the sandbox's own script, outside a browser.</summary>
public sealed class AppleMusicFansTests
{
    private const string Origin = "http://127.0.0.1:7071";

    [Fact]
    public async Task A_fan_consents_in_the_page_and_finds_the_music_some_time_later()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.AppleMusic);
        var token = await ConnectAsync(sandbox, fan, "ben");
        var (track, another) = (fan.Out(), fan.Out(40));
        Assert.Equal("Known DE", await fan.ProbeAsync(token));
        ServiceItem[] items = [fan.Item(track), fan.Item(another.Album), fan.Item(another)];
        Assert.Equal("False,False,False", await ContainsAsync(fan, token, items));
        Assert.Equal("Taken,Taken", ConsentingFan.Word(await fan.Library.SaveAsync(token, [.. items.Take(2)], "attempt", default)));
        Assert.Equal("False,False,False", await ContainsAsync(fan, token, items));
        sandbox.Server.Clock.MoveTo(sandbox.Server.Clock.GetUtcNow() + AppleLibraries.AppearsAfter);
        Assert.Equal("True,True,False", await ContainsAsync(fan, token, items));
        Assert.Equal([$"track {items[0].Id} 1", $"album {items[1].Id} 1"], await fan.LibraryOfAsync("ben"));
    }

    [Fact]
    public async Task What_cannot_be_added_is_left_out_without_a_word()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.AppleMusic);
        var token = await ConnectAsync(sandbox, fan, "chiyo");
        var elsewhere = sandbox.Server.Catalogue.Tracks.First(track => track.IsVisible(StreamingService.AppleMusic, sandbox.Server.Clock.GetUtcNow()) && track.Countries.Count > 0 && !track.IsPlayableIn("JP"));
        ServiceItem[] items = [fan.Item(fan.ToCome()), fan.Item(elsewhere), fan.Item(fan.Out()) with { Id = "99999999999" }];
        Assert.Equal("Taken,Taken,Taken", ConsentingFan.Word(await fan.Library.SaveAsync(token, items, "attempt", default)));
        Assert.Empty(await fan.LibraryOfAsync("chiyo"));
        await sandbox.SetFaultsAsync("apple-music", """{ "ignoreItem": { "times": 1 }, "notLiveYet": { "fan": "ada" } }""");
        Assert.Equal(["Taken", "Taken"], [await fan.SaveAsync(token, fan.Item(fan.Out())), await fan.SaveAsync(token, fan.Item(fan.Out(40)))]);
        Assert.Equal([$"track {fan.Item(fan.Out(40)).Id} 1"], await fan.LibraryOfAsync("chiyo"));
        sandbox.Server.Clock.MoveTo(sandbox.Server.Clock.GetUtcNow().AddMinutes(1));
        Assert.Equal("False,True", await ContainsAsync(fan, token, [fan.Item(fan.Out()), fan.Item(fan.Out(40))]));
    }

    [Theory]
    [InlineData("""{ "revoked": { "fan": "ada" } }""", "Refused")]
    [InlineData("""{ "revoked": { "fan": "ben" } }""", "Taken")]
    [InlineData("""{ "expiredGrants": true }""", "Refused")]
    [InlineData("""{ "noSubscription": true }""", "NoSubscription")]
    [InlineData("""{ "rateLimit": 3 }""", "rateLimited")]
    [InlineData("""{ "quota": true }""", "rateLimited")]
    [InlineData("""{ "serverError": 503 }""", "http503")]
    [InlineData("""{ "down": true }""", "unreachable")]
    [InlineData("""{ "malformed": true }""", "malformedAnswer")]
    [InlineData("""{ "html": true }""", "malformedAnswer")]
    [InlineData("""{ "gatewayNotFound": true }""", "http404")]
    [InlineData("""{ "redirect": true }""", "http302")]
    public async Task A_fault_is_told_for_what_it_is(string fault, string expected)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.AppleMusic);
        var token = await ConnectAsync(sandbox, fan, "ada");
        await sandbox.SetFaultsAsync("apple-music", fault);
        Assert.Equal(expected, await fan.SaveAsync(token, fan.Item(fan.Out())));
        Assert.Equal(expected == "Taken" ? "Known US" : expected, await fan.ProbeAsync(token));
    }

    [Fact]
    public async Task A_token_ends_after_half_a_year_and_one_that_is_none_is_dead()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.AppleMusic);
        var token = await ConnectAsync(sandbox, fan, "ada");
        Assert.Equal("Refused", await fan.ProbeAsync("Anobodys"));
        sandbox.Server.Clock.MoveTo(sandbox.Server.Clock.GetUtcNow().AddDays(179));
        Assert.Equal("Known US", await fan.ProbeAsync(token));
        sandbox.Server.Clock.MoveTo(sandbox.Server.Clock.GetUtcNow().AddDays(1));
        Assert.Equal(["Refused", "Refused", "Refused"], [await fan.ProbeAsync(token), await fan.SaveAsync(token, fan.Item(fan.Out())), await fan.ContainsAsync(token, fan.Item(fan.Out()))]);
    }

    [Fact]
    public async Task A_page_gets_a_token_for_its_own_origin_only_and_hears_of_what_went_wrong()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        Assert.Equal("AUTHORIZATION_ERROR", (await AuthorizeAsync(sandbox, Origin, "cancel"))["error"]!.GetValue<string>());
        Assert.Equal("AUTHORIZATION_ERROR", (await AuthorizeAsync(sandbox, Origin, "blocked"))["error"]!.GetValue<string>());
        Assert.Equal("AUTHORIZATION_ERROR", (await AuthorizeAsync(sandbox, Origin, "close"))["error"]!.GetValue<string>());
        var elsewhere = await AuthorizeAsync(sandbox, "https://elsewhere.example", "agree", tokenOrigin: Origin);
        Assert.Contains("not for this page", (string)elsewhere["page"]!, StringComparison.Ordinal);
        Assert.Equal("CONFIGURATION_ERROR", (await AuthorizeAsync(sandbox, Origin, "agree", withoutToken: true))["error"]!.GetValue<string>());
    }

    private static async Task<string> ContainsAsync(ConsentingFan fan, string token, IReadOnlyList<ServiceItem> items) => ConsentingFan.Word(await fan.Library.ContainsAsync(token, items, default));

    /// <summary>From the page's script to what the app keeps.</summary>
    private static async Task<string> ConnectAsync(SandboxFixture sandbox, ConsentingFan fan, string name)
    {
        var outcome = await AuthorizeAsync(sandbox, Origin, "agree", name: name);
        Assert.Equal("Smartlinks", (string?)outcome["app"]);
        return Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RedeemAsync((string)outcome["token"]!, "", new Uri(Origin), default)).Tokens.Access;
    }

    private static async Task<JsonNode> AuthorizeAsync(SandboxFixture sandbox, string origin, string answer, string name = "ada", string? tokenOrigin = null, bool withoutToken = false)
    {
        using var tokens = new AppleMusicBrowserToken(ConsentingFan.Options(sandbox).AppleMusic);
        var script = Path.Combine("tests", "LocalHost.Tests", "Sandbox", "Fans", "musickit-page.mjs");
        var token = withoutToken ? "" : tokens.Make(new Uri(tokenOrigin ?? origin), sandbox.Server.Clock.GetUtcNow());
        return JsonNode.Parse(await NodeScript.RunAsync(script, [new Uri(sandbox.Server.BaseAddress, "apple-music/musickit.js").AbsoluteUri, origin, answer, name], token))!;
    }
}
