using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.SoundCloud;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>What an admin is told of a service that was not asked. Hunts reasons that are not the true one, and advice that would not help.</summary>
public sealed class NotAskedReasonTests
{
    private static readonly ServiceCapabilities s_byCode = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: false, Save: false);
    private static readonly ReleaseFacts s_named = ReleaseFacts.None with { Title = "Die With A Smile", Artists = ["Lady Gaga", "Bruno Mars"] };
    private static readonly ReleaseFacts s_recording = ReleaseFacts.None with { Isrc = Isrc.Parse(Some.Isrc) };
    private static readonly ReleaseFacts s_product = ReleaseFacts.None with { Upc = Upc.Parse(Some.Upc) };

    public static TheoryData<string, ServiceCapabilities?, ReleaseFacts, string> Reasons => new()
    {
        { "apple-music", null, s_named, "Apple Music is not switched on in this deployment; set its address by hand." },
        { "apple-music", null, ReleaseFacts.None, "Apple Music is not switched on in this deployment; set its address by hand." },
        { "apple-music", null, s_recording, "Apple Music is not switched on in this deployment; set its address by hand." },
        { "spotify", s_byCode, s_named, "Spotify can only be asked by ISRC or UPC, and none is known yet; accept a match of a service that tells it, or make the link from it." },
        { "amazon-music", s_byCode with { ByUpc = false }, s_named, "Amazon Music can only be asked by ISRC, and none is known yet; accept a match of a service that tells it, or make the link from it." },
        { "amazon-music", s_byCode with { ByUpc = false }, s_product, "Amazon Music can only be asked by ISRC, and only a UPC is known; set its address by hand." },
        { "tidal", s_byCode with { ByIsrc = false }, s_recording, "TIDAL can only be asked by UPC, and only an ISRC is known; set its address by hand." },
        { "tidal", s_byCode with { ByIsrc = false }, s_named, "TIDAL can only be asked by UPC, and none is known yet; accept a match of a service that tells it, or make the link from it." },
        { "spotify", s_byCode, ReleaseFacts.None, "No code and no title is known to look it up by; make the link from an ISRC or a UPC, or set Spotify's address by hand." },
        { "soundcloud", new(false, false, true, true, false), ReleaseFacts.None, "No code and no title is known to look it up by; make the link from an ISRC or a UPC, or set SoundCloud's address by hand." },
        { "soundcloud", new(false, false, true, true, false), s_recording, "SoundCloud is searched by title and artists, and they are not known; give them, or accept a match in the review." },
        { "soundcloud", new(false, false, true, true, false), s_recording with { Title = "Die With A Smile", IsContested = true }, "The services disagree on what this is, so SoundCloud was not searched; accept a match in the review, or give title and artists." },
        { "pandora", new(false, false, true, false, false), s_recording, "Pandora has no public API to look music up in; set its address by hand." },
        { "bandcamp", null, ReleaseFacts.None, "Bandcamp has no public API to look music up in; set its address by hand." },
    };

    [Theory, MemberData(nameof(Reasons))]
    public void The_reason_is_the_true_one_and_says_what_would_help(string service, ServiceCapabilities? capabilities, ReleaseFacts facts, string reason) =>
        Assert.Equal(reason, NotAskedReason.Of(StreamingService.Parse(service), capabilities, facts));

    [Fact]
    public void Only_services_that_can_be_looked_up_count_as_having_an_api()
    {
        var options = new ServiceOptions { Spotify = new SpotifyOptions { ClientId = "id", ClientSecret = "secret" }, SoundCloud = new SoundCloudOptions { ClientId = "id", ClientSecret = "secret" } };
        using var http = new ScriptedHttp((_, _) => ScriptedHttp.Json("{}", 404)).NewClient();
        var catalogues = ServiceCatalogues.Make(options, http, OpenGate.Instance, new ManualTime());
        Assert.Equal(["bandcamp", "deezer", "pandora", "soundcloud", "spotify"], catalogues.Select(catalogue => catalogue.Service.Id).Order());
        Assert.All(catalogues, catalogue => Assert.Equal(catalogue.Capabilities is { ByIsrc: true } or { ByUpc: true } or { BySearch: true }, catalogue.Service.HasPublicApi));
    }

    [Fact]
    public async Task A_link_of_which_only_a_name_is_known_tells_each_services_own_reason()
    {
        var test = new ResolveWorld();
        var link = await test.CreateAsync(Some.Draft(title: "Die With A Smile", destinations: [DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/x")]));
        await test.ResolveAsync(link);
        Assert.Contains("only be asked by ISRC or UPC", await WhyAsync(StreamingService.Spotify), StringComparison.Ordinal);
        Assert.Contains("searched by title and artists", await WhyAsync(StreamingService.YouTubeMusic), StringComparison.Ordinal);
        Assert.Contains("not switched on", await WhyAsync(StreamingService.AppleMusic), StringComparison.Ordinal);
        Assert.Contains("no public API", await WhyAsync(StreamingService.Pandora), StringComparison.Ordinal);

        async Task<string?> WhyAsync(StreamingService service) => (await test.FindAsync(link, service)).Why;
    }
}
