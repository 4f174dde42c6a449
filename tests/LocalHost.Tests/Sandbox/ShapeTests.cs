using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>What the sandbox says beside what the services said: the same names, the same kinds of values.</summary>
public sealed class ShapeTests
{
    [SpecsFact]
    public async Task A_Deezer_track_has_the_recorded_shape()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        AssertSameShape("deezer-track.json", await sandbox.GetAsync("deezer/track/isrc:USUM72409273"));
    }

    [SpecsFact]
    public async Task A_Deezer_album_has_the_recorded_shape()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        AssertSameShape("deezer-album.json", await sandbox.GetAsync("deezer/album/upc:602475093060"));
    }

    [SpecsFact]
    public async Task A_Spotify_album_has_the_recorded_shape()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        AssertSameShape("spotify-album.json", await sandbox.SpotifyAsync("albums/10FLjwfpbxLmW8c25Xyc2N"));
    }

    [SpecsFact]
    public async Task A_Spotify_search_that_hits_has_the_recorded_shape()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        AssertSameShape("spotify-search-upc-14digit-hit.json", await sandbox.SpotifyAsync("search?q=upc:00602475093060&type=album&market=US"), "is_playable");
    }

    [SpecsFact]
    public async Task A_Spotify_search_that_misses_has_the_recorded_shape()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        AssertSameShape("spotify-search-upc-12digit-miss.json", await sandbox.SpotifyAsync("search?q=upc:602475093060&type=album&market=US"));
    }

    // is_playable comes with a market, and the recordings were made without.
    private static void AssertSameShape(string sample, JsonNode answer, params string[] extra)
    {
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(SpecsFactAttribute.Folder, "samples", sample)));
        var differences = Compare("", recorded, answer, extra).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static IEnumerable<string> Compare(string path, JsonNode? recorded, JsonNode? answer, string[] extra)
    {
        if (Kind(recorded) != Kind(answer))
        {
            return [$"{path}: {Kind(recorded)} recorded, {Kind(answer)} answered"];
        }

        return (recorded, answer) switch
        {
            (JsonObject left, JsonObject right) => Names(left).Except(Names(right)).Select(name => $"{path}/{name}: not answered")
                .Concat(Names(right).Except(Names(left)).Except(extra).Select(name => $"{path}/{name}: not recorded"))
                .Concat(Names(left).Intersect(Names(right)).SelectMany(name => Compare($"{path}/{name}", left[name], right[name], extra))),
            (JsonArray { Count: > 0 } left, JsonArray { Count: > 0 } right) => Compare(path + "/0", left[0], right[0], extra),
            (JsonArray { Count: > 0 }, JsonArray) => [$"{path}: empty"],
            _ => [],
        };
    }

    private static IEnumerable<string> Names(JsonObject shape) => shape.Select(property => property.Key);

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.Value.ToString(),
    };
}
