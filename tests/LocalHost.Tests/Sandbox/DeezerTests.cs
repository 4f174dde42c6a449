namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class DeezerTests
{
    [Fact]
    public async Task A_recording_is_found_by_its_ISRC_and_by_its_id()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var byIsrc = await sandbox.GetAsync("deezer/track/isrc:USUM72409273");
        var byId = await sandbox.GetAsync("deezer/track/2947516331");

        Assert.Equal(2947516331, (long)byIsrc["id"]!);
        Assert.Equal(byIsrc.ToJsonString(), byId.ToJsonString());
        Assert.Equal("https://www.deezer.com/track/2947516331", (string)byIsrc["link"]!);
        Assert.Equal(251, (int)byIsrc["duration"]!);
        Assert.Equal(["Lady Gaga", "Bruno Mars"], byIsrc["contributors"]!.AsArray().Select(artist => (string)artist!["name"]!));
        Assert.StartsWith(sandbox.Server.BaseAddress + "artwork/", (string)byIsrc["album"]!["cover_xl"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_is_found_by_twelve_digits_and_not_by_fourteen()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.Equal("602475093060", (string)(await sandbox.GetAsync("deezer/album/upc:602475093060"))["upc"]!);
        Assert.Equal(800, (int)(await sandbox.GetAsync("deezer/album/upc:00602475093060"))["error"]!["code"]!);
        Assert.Equal("5054429132328", (string)(await sandbox.GetAsync("deezer/album/upc:5054429132328"))["upc"]!);
        Assert.Equal("075679928634", (string)(await sandbox.GetAsync("deezer/album/upc:075679928634"))["upc"]!);
    }

    [Fact]
    public async Task Nothing_found_is_an_error_inside_a_200()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        foreach (var path in new[] { "deezer/track/isrc:QZSLT2699999", "deezer/track/1", "deezer/album/upc:123456789012", "deezer/album/1", "deezer/album/x/tracks" })
        {
            var error = (await sandbox.GetAsync(path))["error"]!;
            Assert.Equal(("DataException", "no data", 800), ((string)error["type"]!, (string)error["message"]!, (int)error["code"]!));
        }

        Assert.Equal(500, (int)(await sandbox.GetAsync("deezer/search/track"))["error"]!["code"]!);
        Assert.Equal(600, (int)(await sandbox.GetAsync("deezer/no/such/thing"))["error"]!["code"]!);
    }

    [Fact]
    public async Task A_version_is_part_of_the_title_and_named_apart()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var track = await sandbox.GetAsync("deezer/track/isrc:USGF19972701");

        Assert.Equal(("About a Girl (Live)", "About a Girl", "(Live)"), ((string)track["title"]!, (string)track["title_short"]!, (string)track["title_version"]!));
    }

    [Fact]
    public async Task Countries_are_in_the_answer()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.Equal(["BE", "CH", "FR"], (await sandbox.GetAsync("deezer/track/100063584"))["available_countries"]!.AsArray().Select(code => (string)code!));
        Assert.True((await sandbox.GetAsync("deezer/track/2947516331"))["available_countries"]!.AsArray().Count > 150);
    }

    [Fact]
    public async Task A_recording_can_be_missing_here_and_present_elsewhere()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.NotNull((await sandbox.GetAsync("deezer/track/isrc:KRA302400090"))["error"]);
        Assert.Single(await sandbox.SpotifyTracksAsync("isrc:KRA302400090"));
        Assert.Null((await sandbox.GetAsync("deezer/track/isrc:USRC12204584"))["error"]);
        Assert.Empty(await sandbox.SpotifyTracksAsync("isrc:USRC12204584"));
    }

    [Theory]
    [InlineData("artist:\"Linkin Park\" track:\"Numb\"", "USWB10300474")]
    [InlineData("marshmello numb", "USRC12202117")]
    [InlineData("about a girl (live)", "USGF19972701")]
    public async Task A_search_finds_recordings(string query, string isrc)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var found = await sandbox.GetAsync($"deezer/search/track?q={Uri.EscapeDataString(query)}");

        Assert.Equal(isrc, (string)Assert.Single(found["data"]!.AsArray())!["isrc"]!);
        Assert.Equal(1, (int)found["total"]!);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var first = await sandbox.GetAsync("deezer/album/302127/tracks?limit=8");
        var second = await sandbox.GetAsync(new Uri((string)first["next"]!).PathAndQuery.TrimStart('/'));

        Assert.Equal((8, 6), (first["data"]!.AsArray().Count, second["data"]!.AsArray().Count));
        Assert.Equal("GBDUW0000060", (string)first["data"]![4]!["isrc"]!);
        Assert.Null(second["next"]);
    }
}
