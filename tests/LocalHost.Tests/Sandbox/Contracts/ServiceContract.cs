using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>
/// The published description that a service's client and sandbox are held to. Another service is one line here and one test that lets its
/// adapter talk through an <see cref="ExchangeRecorder"/>.
/// </summary>
/// <param name="Description">A file among the published descriptions.</param>
/// <param name="Prefix">Where the sandbox has what the description describes; requests elsewhere (for tokens) are outside it.</param>
/// <param name="Addenda">What the service does and the description leaves out, as validate-exchanges.mjs reads it; null: nothing.</param>
public sealed record ServiceContract(string Description, string Prefix, string? Addenda = null)
{
    /// <summary>The description has a body for 404 and gives it to no look-up; albums tell is_playable where a market is asked for; <c>reason</c> came in July 2026.</summary>
    public static readonly ServiceContract Spotify = new("spotify-fixed-openapi.yml", "/spotify/v1", """
        { "answers": { "404": { "$ref": "api#/components/responses/NotFound/content/application~1json/schema" } }, "properties": [ "/is_playable", "/error/reason" ] }
        """);

    /// <summary>
    /// The description has neither errors nor thumbnails of the size <c>default</c>, knows OAuth only, and no answer without a body but 200; the reference has them, API keys,
    /// and 204 for a rating (developers.google.com/youtube/v3/docs/errors, …/videos/rate, cloud.google.com/docs/authentication/api-keys-use).
    /// </summary>
    public static readonly ServiceContract YouTubeMusic = new("youtube-data-v3-apisguru.json", "/youtube-music", $$"""
        { "answers": { "400": {{GoogleError}}, "401": {{GoogleError}}, "403": {{GoogleError}}, "404": {{GoogleError}}, "503": {{GoogleError}} }, "silent": [ 204 ], "properties": [ "/thumbnails/default" ], "credentials": [ "x-goog-api-key" ] }
        """);

    /// <summary>The description has bodies for 401 and 429 and gives them to some look-ups only; what a limit tells of itself is in the guide (docs/api/rate-limits).</summary>
    public static readonly ServiceContract SoundCloud = new("soundcloud-openapi.yaml", "/soundcloud/api", """
        { "answers": {
            "401": { "$ref": "api#/components/responses/Unauthorized/content/application~1json;%20charset=utf-8/schema" },
            "404": { "$ref": "api#/components/responses/NotFound/content/application~1json/schema" },
            "429": { "$ref": "api#/components/responses/TooManyRequests/content/application~1json/schema" } } }
        """);

    /// <summary>Refusals are described without the <c>code</c> and <c>source</c> that the description's own Error_Object has, and nothing says what a token that is none, or lacks a permission, gets: the same document.</summary>
    public static readonly ServiceContract Tidal = new("tidal-openapi.json", "/tidal/v2", $$"""
        { "answers": { "401": {{TidalError}}, "403": {{TidalError}} }, "properties": [ "/errors/code", "/errors/source" ] }
        """);

    private const string TidalError = """
        { "type": "object", "required": [ "errors" ], "properties": { "errors": { "type": "array", "minItems": 1, "items": { "$ref": "api#/components/schemas/Error_Object" } } } }
        """;

    private const string GoogleError = """
        { "type": "object", "required": [ "error" ], "additionalProperties": false, "properties": { "error": {
            "type": "object", "required": [ "code", "message", "errors" ], "additionalProperties": false, "properties": {
              "code": { "type": "integer" }, "message": { "type": "string" }, "status": { "type": "string" }, "details": { "type": "array", "items": { "type": "object" } },
              "errors": { "type": "array", "minItems": 1, "items": { "type": "object", "required": [ "message", "domain", "reason" ] } } } } } }
        """;

    private static readonly string s_script = Path.Combine("tests", "LocalHost.Tests", "Sandbox", "Contracts", "validate-exchanges.mjs");

    public Exchange[] Take(IEnumerable<Exchange> exchanges) =>
        [.. exchanges.Where(exchange => exchange.Url.StartsWith(Prefix + "/", StringComparison.Ordinal)).Select(exchange => exchange with { Url = exchange.Url[Prefix.Length..] })];

    public async Task AssertFitsAsync(IEnumerable<Exchange> exchanges)
    {
        var faults = await FindFaultsAsync(exchanges);
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    /// <summary>One line for each deviation, in either direction.</summary>
    public async Task<string[]> FindFaultsAsync(IEnumerable<Exchange> exchanges)
    {
        var input = new JsonObject { ["exchanges"] = JsonSerializer.SerializeToNode(Take(exchanges), JsonSerializerOptions.Web) };
        if (Addenda is not null) input["addenda"] = JsonNode.Parse(Addenda);
        var output = await NodeScript.RunAsync(s_script, [Path.Combine(SpecsFactAttribute.Folder, Description)], input.ToJsonString());
        return JsonSerializer.Deserialize<string[]>(output)!;
    }
}
