namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: a page of a service that leads anywhere else, and one that is offered beside what this deployment can do itself.</summary>
public sealed class OwnPreSavePagesTests
{
    private const string Deezer = "https://www.deezer.com/album/1";
    private const string Spotify = "https://open.spotify.com/prerelease/1a2b";

    [Fact]
    public async Task They_are_offered_where_this_deployment_cannot_save_and_until_it_is_out()
    {
        await using var world = await PreSaveApp.StartAsync();
        var answer = await PatchAsync(world, $$"""{ "deezer": "{{Deezer}}", "tidal": "https://tidal.com/album/1", "spotify": "{{Spotify}}" }""");
        Assert.Equal(200, answer.Status);
        Assert.Equal(["spotify", "tidal", "deezer"], answer.Json.GetProperty("preSavePages").EnumerateObject().Select(page => page.Name));

        var page = (await world.NewBrowser().GetAsync($"/{PreSaveApp.Slug}")).IsPage(200).Text;
        Assert.Contains($"href=\"{Deezer}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://tidal.com/album/1", page, StringComparison.Ordinal);
        // Spotify saves for listed accounts only here: who is none has its own page beside the form.
        Assert.DoesNotContain(Spotify, page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Spotify}\"", (await world.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).Text, StringComparison.Ordinal);

        world.App.Time.Advance(TimeSpan.FromDays(60));
        Assert.DoesNotContain(Deezer, (await world.NewBrowser().GetAsync($"/{PreSaveApp.Slug}")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "spotify": "https://evil.example/prerelease/1" }""", "preSavePages.spotify")]
    [InlineData("""{ "spotify": "http://open.spotify.com/prerelease/1" }""", "preSavePages.spotify")]
    [InlineData("""{ "tidal": "https://open.spotify.com/prerelease/1" }""", "preSavePages.tidal")]
    [InlineData("""{ "napster": "https://open.spotify.com/prerelease/1" }""", "preSavePages.napster")]
    [InlineData("""{ "spotify": null }""", "preSavePages.spotify")]
    [InlineData("\"https://open.spotify.com/prerelease/1\"", "preSavePages")]
    public async Task What_is_not_on_the_services_own_hosts_is_refused(string pages, string field)
    {
        await using var world = await PreSaveApp.StartAsync();
        var answer = await PatchAsync(world, pages);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(field, out _), answer.Text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task They_are_taken_away_together_and_stay_when_left_out(string none)
    {
        await using var world = await PreSaveApp.StartAsync();
        await PatchAsync(world, $$"""{ "deezer": "{{Deezer}}" }""");

        Assert.Equal(Deezer, (await world.App.ApiAsync(HttpMethod.Patch, Path(world), """{ "title": "Other" }""")).Json.GetProperty("preSavePages").GetProperty("deezer").GetString());
        Assert.Empty((await PatchAsync(world, none)).Json.GetProperty("preSavePages").EnumerateObject());
        Assert.DoesNotContain(Deezer, (await world.NewBrowser().GetAsync($"/{PreSaveApp.Slug}")).Text, StringComparison.Ordinal);
    }

    private static string Path(PreSaveApp world) => $"{world.App.LinksPath}/{world.LinkId}";

    private static Task<Answer> PatchAsync(PreSaveApp world, string pages) => world.App.ApiAsync(HttpMethod.Patch, Path(world), $$"""{ "preSavePages": {{pages}} }""");
}
