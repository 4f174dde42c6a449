using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.ITunes;
using Smartlinks.StreamingServices.MusicBrainz;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>MusicBrainz and iTunes over answers in their real shapes.</summary>
public sealed class CrossReferencingTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task MusicBrainz_tells_the_addresses_of_every_recording_that_carries_the_ISRC()
    {
        var (far, musicBrainz) = MusicBrainz((_, _) => ScriptedHttp.Json(ServiceFixtures.Read("musicbrainz-isrc.json")));
        var found = Assert.IsType<LookUp.Found>(await musicBrainz.FindByIsrcAsync(Some.Isrc, default));

        Assert.Equal("https://musicbrainz.org/ws/2/isrc/USUM72409273?inc=artist-credits+releases+url-rels&fmt=json", far.Sent.Single().Uri.ToString());
        // Left out: the ended one, an album's page, a host that is nobody's, lyrics, plain http, an artist's page.
        Assert.Equal(["https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", "https://www.deezer.com/track/2947516331", "https://www.deezer.com/track/4"], found.Candidates.Select(candidate => candidate.Url.ToString()));
        Assert.All(found.Candidates, candidate => Assert.Equal((FoundBy.CrossReference, "musicbrainz", Some.Isrc, ItemKind.Track), (candidate.FoundBy, candidate.ToldBy, candidate.Isrc, candidate.Kind)));
        var (first, last) = (found.Candidates[0], found.Candidates[^1]);
        Assert.Equal(("2plbrEY59IikOBgBGLjaoe", "Die With a Smile", TimeSpan.FromMilliseconds(251668), new DateOnly(2024, 8, 16)), (first.Id, first.Title, first.Duration, first.ReleasedOn));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], first.Artists);
        Assert.Null(first.Version);
        Assert.Equal(("Something Else", "live, 2025"), (last.Title, last.Version));
        Assert.Null(last.Duration ?? (object?)last.ReleasedOn);
    }

    [Theory]
    [InlineData("""{"error":"url-rels is not a valid inc parameter for the isrc resource.","help":"…"}""", 400)]
    [InlineData("""{"isrc":"USUM72409273","recordings":[{"id":"1b2a6d6a-0d4e-4c0b-9d3a-2f7c5e8a9b01","title":"Die With a Smile"}]}""", 200)]
    public async Task Where_relations_are_refused_each_recording_is_asked(string refusal, int status)
    {
        const string Recording = """{"id":"1b2a6d6a-0d4e-4c0b-9d3a-2f7c5e8a9b01","title":"Die With a Smile","artist-credit":[{"name":"Lady Gaga"}],"relations":[{"type":"streaming","ended":false,"url":{"resource":"https://www.deezer.com/track/2947516331"}}]}""";
        var (far, musicBrainz) = MusicBrainz((request, _) =>
            request.Uri.AbsolutePath.StartsWith("/ws/2/recording/", StringComparison.Ordinal) ? ScriptedHttp.Json(Recording)
            : request.Uri.Query.Contains("url-rels", StringComparison.Ordinal) ? ScriptedHttp.Json(refusal, status)
            : ScriptedHttp.Json("""{"isrc":"USUM72409273","recordings":[{"id":"1b2a6d6a-0d4e-4c0b-9d3a-2f7c5e8a9b01","title":"Die With a Smile"},{"id":"../evil","title":"x"}]}"""));
        for (var i = 0; i < 2; i++)
        {
            var candidate = Assert.Single(Assert.IsType<LookUp.Found>(await musicBrainz.FindByIsrcAsync(Some.Isrc, default)).Candidates);
            Assert.Equal(("Die With a Smile", Some.Isrc, "https://www.deezer.com/track/2947516331"), (candidate.Title, candidate.Isrc, candidate.Url.ToString()));
        }

        // Refused once, it is not asked for again.
        Assert.Equal(5, far.Sent.Count);
        Assert.Equal("/ws/2/recording/1b2a6d6a-0d4e-4c0b-9d3a-2f7c5e8a9b01?inc=artist-credits+url-rels&fmt=json", far.Sent[^1].Uri.PathAndQuery);
    }

    [Fact]
    public async Task MusicBrainz_tells_the_addresses_of_a_release_that_carries_the_barcode()
    {
        var (far, musicBrainz) = MusicBrainz((request, _) => ScriptedHttp.Json(ServiceFixtures.Read(request.Uri.Query.Contains("query=", StringComparison.Ordinal) ? "musicbrainz-release-search.json" : "musicbrainz-release.json")));
        var found = Assert.IsType<LookUp.Found>(await musicBrainz.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default));

        Assert.Equal(["?query=barcode%3A602475093060%20OR%20barcode%3A0602475093060%20OR%20barcode%3A00602475093060&limit=10&fmt=json", "?inc=artist-credits+url-rels+recordings+isrcs&fmt=json"], far.Sent.Select(sent => sent.Uri.Query));
        var (album, track) = (found.Candidates[0], found.Candidates[1]);
        Assert.Equal(2, found.Candidates.Count);
        Assert.Equal((ItemKind.Album, "https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N", "Die With a Smile", Some.Upc, 1), (album.Kind, album.Url.ToString(), album.Title, album.Upc, album.TrackCount));
        // A track's page on a release of one track is about that track.
        Assert.Equal((ItemKind.Track, "Die With a Smile (song)", Some.Upc, Some.Isrc, 1), (track.Kind, track.Title, track.Upc, track.Isrc, track.TrackNumber));
        Assert.Equal(["Lady Gaga"], track.Artists);
        Assert.All(found.Candidates, candidate => Assert.Equal((FoundBy.CrossReference, "musicbrainz", new DateOnly(2024, 8, 16)), (candidate.FoundBy, candidate.ToldBy, candidate.ReleasedOn)));
    }

    [Fact]
    public async Task A_release_that_turns_out_to_have_another_barcode_is_left_out()
    {
        var (_, musicBrainz) = MusicBrainz((request, _) => ScriptedHttp.Json(request.Uri.Query.Contains("query=", StringComparison.Ordinal)
            ? ServiceFixtures.Read("musicbrainz-release-search.json") : ServiceFixtures.Read("musicbrainz-release.json").Replace("\"602475093060\"", "\"602475093061\"", StringComparison.Ordinal)));
        Assert.Equal(new LookUp.NotListed(), await musicBrainz.FindByUpcAsync([Some.Upc], default));
    }

    [Theory]
    [InlineData(404, """{"error":"Not Found","help":"For usage, please see: https://musicbrainz.org/development/mmd"}""", null, null)]
    [InlineData(503, """{"error":"Your requests are exceeding the allowable rate limit."}""", "7", "rateLimited")]
    [InlineData(403, "", null, "unauthorized")]
    [InlineData(400, """{"error":"Invalid isrc."}""", null, "http400")]
    [InlineData(500, "<html>", null, "http500")]
    [InlineData(200, "{", null, "malformedAnswer")]
    [InlineData(200, """{"recordings":{}}""", null, "malformedAnswer")]
    [InlineData(200, """{"isrc":"USUM72409273","recordings":[]}""", null, null)]
    [InlineData(200, """{"isrc":"USUM72409273","recordings":[{"title":"x","relations":[5,null,{"type":7},{"type":"streaming"},{"type":"streaming","url":{"resource":7}}]}]}""", null, null)]
    public async Task Whatever_MusicBrainz_answers_instead_has_a_reason(int status, string body, string? after, string? reason)
    {
        var (_, musicBrainz) = MusicBrainz((_, _) =>
        {
            var answer = ScriptedHttp.Json(body, status);
            if (after is not null) answer.Headers.TryAddWithoutValidation("Retry-After", after);
            return answer;
        });
        Assert.Equal(reason is null ? new LookUp.NotListed() : new LookUp.Unavailable(reason, after is null ? null : TimeSpan.FromSeconds(7)), await musicBrainz.FindByIsrcAsync(Some.Isrc, default));
    }

    [Fact]
    public void MusicBrainz_is_off_until_somebody_can_be_reached()
    {
        Assert.False(new MusicBrainzOptions().Enabled);
        Assert.Equal(9, MusicBrainz((_, _) => ScriptedHttp.Json("{}")).CrossReference.Services.Count);
        Assert.Equal(["itunes"], ServiceCatalogues.MakeCrossReferences(new ServiceOptions(), ScriptedHttp404(), OpenGate.Instance, _time).Select(reference => reference.Id));
        Assert.Equal(["musicbrainz", "itunes"], ServiceCatalogues.MakeCrossReferences(new ServiceOptions { MusicBrainz = new() { Contact = "ops@label.example" } }, ScriptedHttp404(), OpenGate.Instance, _time).Select(reference => reference.Id));
        Assert.Equal(["deezer", "pandora", "bandcamp"], ServiceCatalogues.Make(new ServiceOptions(), ScriptedHttp404(), OpenGate.Instance, _time).Select(catalogue => catalogue.Service.Id).Where(id => id is "deezer" or "pandora" or "bandcamp" or "amazon-music"));
    }

    [Fact]
    public async Task ITunes_tells_the_album_and_then_its_songs()
    {
        var (far, iTunes) = ITunes((_, _) => ScriptedHttp.Json(ServiceFixtures.Read("itunes-lookup.json")));
        var found = Assert.IsType<LookUp.Found>(await iTunes.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default));

        Assert.Equal("https://itunes.apple.com/lookup?upc=602475093060&entity=song&country=US&limit=200", far.Sent.Single().Uri.ToString());
        var (album, song) = (found.Candidates[0], found.Candidates[1]);
        Assert.Equal(2, found.Candidates.Count);
        Assert.Equal((ItemKind.Album, "1762656724", "https://music.apple.com/us/album/1762656724", "Die With A Smile", "single", 1, true),
            (album.Kind, album.Id, album.Url.ToString(), album.Title, album.AlbumType, album.TrackCount, album.IsExplicit));
        Assert.Equal((ItemKind.Track, "1762656732", "https://music.apple.com/us/song/1762656732", "Die With A Smile", TimeSpan.FromMilliseconds(251668), 1, false),
            (song.Kind, song.Id, song.Url.ToString(), song.Title, song.Duration, song.TrackNumber, song.IsExplicit));
        Assert.All(found.Candidates, candidate =>
        {
            Assert.Equal((FoundBy.CrossReference, "itunes", new DateOnly(2024, 8, 16)), (candidate.FoundBy, candidate.ToldBy, candidate.ReleasedOn));
            Assert.Null(candidate.Upc ?? candidate.Isrc ?? (object?)candidate.ArtworkUrl);
            Assert.Equal(["Lady Gaga & Bruno Mars"], candidate.Artists);
        });
    }

    [SpecsFact]
    public async Task ITunes_recorded_answer_is_read()
    {
        var (_, iTunes) = ITunes((_, _) => ScriptedHttp.Json(SpecsFactAttribute.Sample("itunes-lookup.json")));
        var found = Assert.IsType<LookUp.Found>(await iTunes.FindByUpcAsync([Some.Upc], default));
        Assert.Equal(("Nightmare·Escape The ERA", "ep", 6), (found.Candidates[0].Title, found.Candidates[0].AlbumType, found.Candidates[0].TrackCount));
        Assert.Equal([1, 2, 3, 4, 5, 6], found.Candidates.Skip(1).Select(candidate => candidate.TrackNumber));
    }

    [Fact]
    public async Task ITunes_is_asked_in_every_spelling_and_never_for_an_ISRC()
    {
        var (far, iTunes) = ITunes((_, _) => ScriptedHttp.Json("""{"resultCount":0,"results":[]}"""));
        Assert.Equal(new LookUp.NotListed(), await iTunes.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default));
        Assert.Equal(3, far.Sent.Count);
        Assert.False(iTunes.ByIsrc);
        await Assert.ThrowsAsync<NotSupportedException>(() => ((ICrossReference)iTunes).FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal([StreamingService.AppleMusic], iTunes.Services);
    }

    [Theory]
    [InlineData(403, "", "rateLimited", 60)]
    [InlineData(502, "<html>", "http502", null)]
    [InlineData(200, "<html>", "malformedAnswer", null)]
    [InlineData(200, """{"results":[{"wrapperType":"collection","collectionId":5,"collectionName":"x","collectionViewUrl":"https://evil.example/us/album/5"}]}""", "malformedAnswer", null)]
    [InlineData(200, """{"results":[{"wrapperType":"collection","collectionId":"5/../..","collectionName":"x","collectionViewUrl":"https://music.apple.com/us/album/5"}]}""", "malformedAnswer", null)]
    public async Task Whatever_iTunes_answers_instead_has_a_reason(int status, string body, string reason, int? seconds) =>
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await ITunes((_, _) => ScriptedHttp.Json(body, status)).CrossReference.FindByUpcAsync([Some.Upc], default));

    private static HttpClient ScriptedHttp404() => new ScriptedHttp((_, _) => ScriptedHttp.Json("{}", 404)).NewClient();

    private (ScriptedHttp Far, MusicBrainzCrossReference CrossReference) MusicBrainz(Func<SentRequest, int, HttpResponseMessage> answer)
    {
        var far = new ScriptedHttp(answer);
        return (far, new MusicBrainzCrossReference(new ServiceCalls(far.NewClient(), OpenGate.Instance, _time, MusicBrainzAnswers.ReadRefusal), new MusicBrainzOptions { Contact = "ops@label.example" }));
    }

    private (ScriptedHttp Far, ITunesCrossReference CrossReference) ITunes(Func<SentRequest, int, HttpResponseMessage> answer)
    {
        var far = new ScriptedHttp(answer);
        return (far, new ITunesCrossReference(new ServiceCalls(far.NewClient(), OpenGate.Instance, _time, ITunesAnswers.ReadRefusal), new ITunesOptions()));
    }
}
