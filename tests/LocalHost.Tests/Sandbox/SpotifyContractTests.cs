using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The sandbox's Spotify beside Spotify's own OpenAPI description. Needs Node, as the whole repository does.</summary>
public sealed class SpotifyContractTests
{
    [SpecsFact]
    public async Task Answers_fit_Spotifys_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var answers = new JsonArray();
        foreach (var (response, path) in new[]
        {
            ("SearchItems", "search?q=isrc:USUG11904206&type=track,album&market=US&limit=10"),
            ("SearchItems", "search?q=a&type=album,track,artist&market=US&limit=10&offset=10"),
            ("SearchItems", "search?q=upc:00724384960650&type=album&market=DE"),
            ("OneTrack", "tracks/2plbrEY59IikOBgBGLjaoe?market=US"),
            ("OneTrack", "tracks/0lLdorYw7lVrJydTINhWdI?market=DE"),
            ("OneTrack", "tracks/7Izc0eVXAcS1JDYOqM6yzJ"),
            ("OneAlbum", "albums/5lnQLEUiVDkLbFJHXHQu9m?market=US"),
            ("PagingSimplifiedTrackObject", "albums/5lnQLEUiVDkLbFJHXHQu9m/tracks?market=US&limit=2&offset=2"),
        })
        {
            answers.Add(new JsonObject { ["response"] = response, ["body"] = await sandbox.SpotifyAsync(path) });
        }

        await sandbox.SetFaultsAsync("spotify", """{ "quota": true }""");
        using var refused = await sandbox.AskSpotifyAsync("search?q=a&type=track");
        answers.Add(new JsonObject { ["response"] = "TooManyRequests", ["body"] = await refused.Content.ReadFromJsonAsync<JsonObject>() });

        Assert.Equal("", await FindFaultsAsync(answers));
    }

    [SpecsFact]
    public async Task The_check_itself_finds_faults()
    {
        var wrong = new JsonArray(new JsonObject { ["response"] = "OneTrack", ["body"] = new JsonObject { ["duration_ms"] = "long" } });

        Assert.Contains("OneTrack/duration_ms: must be integer", await FindFaultsAsync(wrong), StringComparison.Ordinal);
    }

    private static Task<string> FindFaultsAsync(JsonArray answers) => NodeScript.RunAsync(
        Path.Combine("tests", "LocalHost.Tests", "Sandbox", "validate-spotify.mjs"), [Path.Combine(SpecsFactAttribute.Folder, "spotify-fixed-openapi.yml")], answers.ToJsonString());
}
