using System.Text.Json;
using Azure;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: a fan who got no answer and tried again, counted as two; and an answer that is withheld for what is beside it.</summary>
public sealed class TryingAgainTests
{
    private static readonly Dictionary<string, string?> s_mail = new()
    {
        ["Mail:ConnectionString"] = "endpoint=https://mail.example/;accesskey=" + Convert.ToBase64String(new byte[32]),
        ["Mail:SenderAddress"] = "label@links.example",
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wherever_the_app_is_killed_the_second_try_finishes_the_first(bool reloads)
    {
        var (kills, hasEnded) = (0, false);
        for (; !hasEnded; kills++)
        {
            await using var world = await PreSaveApp.StartAsync();
            RedeemOnce(world);
            var browser = world.NewBrowser();
            var state = await browser.BeginAsync("spotify");
            var calls = 0;
            KillAt(world, () => ++calls > kills);
            await browser.LoseAnswerAsync($"/presave/callback/spotify?code=one&state={state}");
            hasEnded = calls <= kills;
            KillAt(world, () => false);

            if (!reloads || !IsTaken(await browser.ReturnAsync("spotify", "one", state))) Assert.True(IsTaken(await browser.PreSaveAsync("spotify", "two")), $"killed after {kills} calls");

            Assert.True(await CountAsync(world) == 1, $"killed after {kills} calls, {await CountAsync(world)} are counted");
            Assert.Single((await browser.ExportAsync()).GetProperty("preSaves").EnumerateArray());
        }

        Assert.InRange(kills, 8, 100);
    }

    [Fact]
    public async Task A_reload_after_an_answer_that_was_lost_needs_no_second_code()
    {
        await using var world = await PreSaveApp.StartAsync();
        RedeemOnce(world);
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify");
        await browser.LoseAnswerAsync($"/presave/callback/spotify?code=one&state={state}");

        (await browser.ReturnAsync("spotify", "one", state)).LeadsTo($"/presave/mine?again={world.LinkId}.spotify", 303);

        Assert.Equal(1, await CountAsync(world));
        Assert.Empty(world.Spotify.Revoked);
    }

    [Fact]
    public async Task A_no_at_the_service_is_a_no_whatever_was_kept_before()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        var state = await browser.BeginAsync("spotify");
        (await browser.GetAsync($"/presave/callback/spotify?error=access_denied&state={state}")).IsPage(200);
        world.App.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await browser.BeginAsync("spotify");
        world.Spotify.Redeem = _ => new AccountAnswer.Refused();
        Assert.Contains("did not say yes", (await browser.ReturnAsync("spotify", "none", again)).IsPage(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fan_who_only_began_is_known_for_as_long_as_it_may_take()
    {
        await using var world = await PreSaveApp.StartAsync();
        var begun = await world.NewBrowser().PostAsync($"/presave/{PreSaveApp.Slug}/spotify", []);
        var until = (world.App.Time.GetUtcNow() + TimeSpan.FromMinutes(15)).UtcDateTime.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"expires={until}", begun["Set-Cookie"], StringComparison.Ordinal);
        Assert.Empty(world.App.Tables["fanGrants"].Rows);
        Assert.Empty(world.App.Tables["fanPreSaves"].Rows);
    }

    [Fact]
    public async Task What_becomes_of_the_address_hides_no_pre_save()
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify", new() { ["mail"] = "yes", ["email"] = "ada@fans.example" });
        world.App.Tables["fans"].Faults.FailNext(100);

        (await browser.ReturnAsync("spotify", "one", state)).LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);

        world.App.Tables["fans"].Faults.ForgetFaults();
        Assert.Equal(1, await CountAsync(world));
        Assert.Empty(world.App.Tables["fans"].Rows);
        Assert.Equal(0, (await browser.ExportAsync()).GetProperty("addresses").GetArrayLength());
    }

    private static void RedeemOnce(PreSaveApp world)
    {
        var used = new HashSet<string>();
        world.Spotify.Redeem = code => used.Add(code) ? new AccountAnswer.Given(new AccountTokens($"access-{code}", null, $"refresh-{code}", null)) : new AccountAnswer.Refused();
    }

    /// <summary>From then on storage hears nothing more of the request, as of an app that is gone.</summary>
    private static void KillAt(PreSaveApp world, Func<bool> isGone)
    {
        foreach (var table in world.App.Tables.Values)
            table.Faults.BeforeCallAsync = (_, _) => isGone() ? throw new RequestFailedException(0, "The app is gone.", "NoAnswer", null) : Task.CompletedTask;
    }

    private static bool IsTaken(Answer answer) => answer["Location"]?.StartsWith("/presave/mine?", StringComparison.Ordinal) == true;

    private static async Task<int> CountAsync(PreSaveApp world)
    {
        var answer = await world.App.ApiAsync(HttpMethod.Get, $"{world.App.LinksPath}/{world.LinkId}/pre-saves");
        return JsonDocument.Parse(answer.Text).RootElement.GetProperty("totals").GetProperty("taken").GetInt32();
    }
}
