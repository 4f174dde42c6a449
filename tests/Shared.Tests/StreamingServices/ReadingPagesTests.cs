using System.Diagnostics;
using System.Net;
using System.Text;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Bandcamp;
using Smartlinks.StreamingServices.Pandora;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Bandcamp and Pandora, which are known by their pages only.</summary>
public sealed class ReadingPagesTests
{
    private const string Track = """<script type="application/ld+json">{"@type":"MusicRecording","name":"A"}</script>""";
    private static readonly ServiceItem s_bandcamp = Item(StreamingService.Bandcamp, ItemKind.Track, "thenightbus/track/elephant-castle", "https://thenightbus.bandcamp.com/track/elephant-castle");
    private static readonly ServiceItem s_pandora = Item(StreamingService.Pandora, ItemKind.Track, "TR:1", "https://www.pandora.com/artist/a/b/c/TR1");
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Bandcamps_page_is_read_from_its_JSON_LD_and_from_nothing_that_only_looks_like_it()
    {
        var (far, bandcamp) = Bandcamp((_, _) => Html(ServiceFixtures.Read("bandcamp-track.html")));
        var track = Assert.Single(Assert.IsType<LookUp.Found>(await bandcamp.FindByItemAsync(s_bandcamp, default)).Candidates);

        Assert.Equal("https://thenightbus.bandcamp.com/track/elephant-castle", far.Sent.Single().Uri.ToString());
        Assert.Equal((ItemKind.Track, s_bandcamp.Id, s_bandcamp.Url, "Elephant & Castle", FoundBy.Item), (track.Kind, track.Id, track.Url, track.Title, track.FoundBy));
        Assert.Equal((new TimeSpan(0, 3, 54), new DateOnly(2013, 9, 14), "Symmetry", "GBABC1300001", 3), (track.Duration, track.ReleasedOn, track.AlbumTitle, track.Isrc, track.TrackNumber));
        Assert.Equal(["The Night Bus"], track.Artists);
    }

    [Fact]
    public async Task An_album_is_read_as_one()
    {
        var album = Item(StreamingService.Bandcamp, ItemKind.Album, "a/album/b", "https://a.bandcamp.com/album/b");
        var (_, bandcamp) = Bandcamp((_, _) => Html("""<script type=application/ld+json>{"@graph":[{"@type":"MusicAlbum","name":"B","numTracks":9,"byArtist":[{"name":"X"},{"name":"Y"}],"datePublished":"2020-02-03T00:00:00Z"}]}</script>"""));
        var read = Assert.Single(Assert.IsType<LookUp.Found>(await bandcamp.FindByItemAsync(album, default)).Candidates);
        Assert.Equal((ItemKind.Album, "B", "B", 9, new DateOnly(2020, 2, 3)), (read.Kind, read.Title, read.AlbumTitle, read.TrackCount, read.ReleasedOn));
        Assert.Equal(["X", "Y"], read.Artists);
        Assert.Equal(new LookUp.Unavailable("malformedAnswer", null), await bandcamp.FindByItemAsync(s_bandcamp, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><head><title>A song</title><meta property=\"og:title\" content=\"A song\"></head></html>")]
    [InlineData("<script type=\"application/ld+json\">{\"@type\":\"MusicRecording\"}</script>")]
    [InlineData("<script type=\"application/ld+json\">{\"@type\":\"MusicRecording\",\"name\":\"\"}</script>")]
    [InlineData("<script type=\"application/ld+json\">{\"@type\":\"MusicRecording\",\"name\":5}</script>")]
    [InlineData("<script type=\"application/ld+json\">{\"@type\":\"WebSite\",\"name\":\"A\"}</script>")]
    [InlineData("<script type=\"application/ld+json\">{\"@type\":\"MusicRecording\",\"name\":\"A\"}")]
    [InlineData("<script type=\"application/json\">{\"@type\":\"MusicRecording\",\"name\":\"A\"}</script>")]
    [InlineData("<script type=\"application/ld+json\">\"MusicRecording\"</script>")]
    [InlineData("<!-- <script type=\"application/ld+json\">{\"@type\":\"MusicRecording\",\"name\":\"A\"}</script>")]
    [InlineData("<p title='<script type=\"application/ld+json\">{\"@type\":\"MusicRecording\",\"name\":\"A\"}</script>'>")]
    [InlineData("<TextArea><script type=\"application/ld+json\">{\"@type\":\"MusicRecording\",\"name\":\"A\"}</script></textarea>")]
    [InlineData("{\"@type\":\"MusicRecording\",\"name\":\"A\"}")]
    [InlineData("<script type=\"application/ld+json")]
    [InlineData("<script type=")]
    [InlineData("<")]
    public async Task A_page_that_does_not_say_its_title_is_no_answer(string page) =>
        Assert.Equal(new LookUp.Unavailable("malformedAnswer", null), await Bandcamp((_, _) => Html(page)).Catalogue.FindByItemAsync(s_bandcamp, default));

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_page_that_is_gone_is_not_listed(int status)
    {
        Assert.Equal(new LookUp.NotListed(), await Bandcamp((_, _) => Html("<title>Sorry, that something isn’t here | Bandcamp</title>", status)).Catalogue.FindByItemAsync(s_bandcamp, default));
        Assert.Equal(new LookUp.NotListed(), await Pandora((_, _) => Html("<title>Page not found - Pandora</title>", status)).Catalogue.FindByItemAsync(s_pandora, default));
    }

    [Theory]
    [InlineData(403, "http403")]
    [InlineData(429, "rateLimited")]
    [InlineData(503, "http503")]
    public async Task A_refusal_is_no_word_about_the_page(int status, string reason) =>
        Assert.Equal(new LookUp.Unavailable(reason, null), await Bandcamp((_, _) => Html(Track, status)).Catalogue.FindByItemAsync(s_bandcamp, default));

    [Fact]
    public async Task Pandoras_page_may_name_itself_in_either_way()
    {
        var (_, pandora) = Pandora((_, number) => Html(number == 0 ? """<meta content="Rock &amp; Roll" property="og:title">""" : """<meta property="og:title" content="No"><script type="application/ld+json">[{"@type":"MusicRecording","name":"A","byArtist":"X"}]</script>"""));
        var byGraph = Assert.Single(Assert.IsType<LookUp.Found>(await pandora.FindByItemAsync(s_pandora, default)).Candidates);
        var linked = Assert.Single(Assert.IsType<LookUp.Found>(await pandora.FindByItemAsync(s_pandora, default)).Candidates);
        Assert.Equal(("Rock & Roll", "TR:1", FoundBy.Item), (byGraph.Title, byGraph.Id, byGraph.FoundBy));
        Assert.Empty(byGraph.Artists);
        Assert.Equal(("A", "X"), (linked.Title, linked.Artists.Single()));
    }

    [Theory]
    [InlineData("/artist/a/b/c-again/TR1", 2)]
    [InlineData("https://www.pandora.com/artist/a/b/c-again/TR1", 2)]
    [InlineData("https://evil.example/", 1)]
    [InlineData("//evil.example/", 1)]
    [InlineData("http://www.pandora.com/artist/a/b/c/TR1", 1)]
    [InlineData("https://www.pandora.com:444/artist/a/b/c/TR1", 1)]
    [InlineData("https://user@www.pandora.com/artist/a/b/c/TR1", 1)]
    [InlineData("https://pandora.com/artist/a/b/c/TR1", 1)]
    public async Task A_redirect_is_followed_on_the_same_host_only(string location, int asked)
    {
        var (far, pandora) = Pandora((_, number) =>
        {
            var answer = Html(Track, number == 0 ? 301 : 200);
            if (number == 0) answer.Headers.TryAddWithoutValidation("Location", location);
            return answer;
        });
        var read = await pandora.FindByItemAsync(s_pandora, default);
        Assert.Equal(asked, far.Sent.Count);
        if (asked == 1) Assert.Equal(new LookUp.Unavailable("http301", null), read);
        else Assert.Equal(s_pandora.Url, Assert.IsType<LookUp.Found>(read).Candidates[0].Url);
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        var (far, pandora) = Pandora((_, _) =>
        {
            var answer = Html("", 302);
            answer.Headers.Location = new Uri("/artist/a/b/c/TR1", UriKind.Relative);
            return answer;
        });
        Assert.Equal(new LookUp.Unavailable("http302", null), await pandora.FindByItemAsync(s_pandora, default));
        Assert.Equal(4, far.Sent.Count);
    }

    [Fact]
    public async Task Every_page_passes_the_gate_and_one_odd_page_does_not_speak_against_the_service()
    {
        var gate = new NotingGate();
        var pages = new Queue<HttpResponseMessage>([Html("no title"), Html("", 302), Html(Track), Html("", 503), Html("<p>Bandcamp", 404)]);
        var far = new ScriptedHttp((_, _) => pages.Dequeue());
        var bandcamp = new BandcampCatalogue(new PageProbe(far.NewClient(), gate, new BandcampOptions().Pace, null, _time));
        for (var i = 0; i < 5; i++) await bandcamp.FindByItemAsync(s_bandcamp, default);
        Assert.Equal(["bandcamp", "bandcamp", "bandcamp", "bandcamp", "bandcamp"], gate.Entered);
        Assert.Equal([null, null, null, "http503", null], gate.Failures);

        gate.Refusal = new LookUp.Unavailable(UnavailableReasons.CircuitOpen, TimeSpan.FromMinutes(1));
        Assert.Equal(gate.Refusal, await bandcamp.FindByItemAsync(s_bandcamp, default));
        Assert.Equal(5, far.Sent.Count);
    }

    [Fact]
    public async Task A_stand_in_for_the_pages_gets_host_and_path()
    {
        var far = new ScriptedHttp((_, _) => Html(Track));
        await new PageProbe(far.NewClient(), OpenGate.Instance, new BandcampOptions().Pace, new Uri("http://127.0.0.1:7090/bandcamp/"), _time).FindAsync(s_bandcamp, page => LinkedMusic.Find(page, s_bandcamp), default);
        Assert.Equal("http://127.0.0.1:7090/bandcamp/thenightbus.bandcamp.com/track/elephant-castle", far.Sent.Single().Uri.ToString());
    }

    [Fact]
    public void Hostile_pages_are_read_in_time_that_grows_with_their_size()
    {
        string[] parts = ["<!--", "<script ", "<script type=\"application/ld+json\">", "<meta property='og:", "<a x=\"", "<", "</", "<p a=b c='", "<title>", "&amp;", "\ud800"];
        foreach (var part in parts)
        {
            var page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length)));
            var watch = Stopwatch.StartNew();
            ListingPage.Read(page);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), part);
        }
    }

    [Fact]
    public void No_page_whatsoever_breaks_the_reader()
    {
        var random = new Random(9);
        string[] parts = ["<", ">", "script", "<script", " type=", "\"application/ld+json\"", "'", "\"", "{", "}", "\"@type\":\"MusicRecording\"", "\"name\":\"A\"", ",", "[", "]", "</script", "<!--", "-->", "meta", " property=og:title", " content=", "/", "=", "\0", "é", " "];
        var read = 0;
        for (var i = 0; i < 40_000; i++)
        {
            var page = ListingPage.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => parts[random.Next(parts.Length)]))));
            LinkedMusic.Find(page, s_bandcamp);
            read += page.OpenGraph.Count + page.LinkedData.Count;
        }

        Assert.True(read > 0);
    }

    [Theory]
    [InlineData("P00H03M54S", 234.0)]
    [InlineData("PT3M54S", 234.0)]
    [InlineData("PT1H0M1.5S", 3601.5)]
    [InlineData("P1DT1S", 86401.0)]
    [InlineData("PT", null)]
    [InlineData("P00H00M00S", null)]
    [InlineData("3:54", null)]
    [InlineData("PT99999999999999S", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_duration_is_read_in_both_spellings(string? text, double? seconds) =>
        Assert.Equal(seconds is { } length ? TimeSpan.FromSeconds(length) : null, LinkedMusic.Duration(text));

    [Fact]
    public void Neither_is_looked_up_by_a_code()
    {
        Assert.Equal(new ServiceCapabilities(false, false, ByItem: true, false, Save: false), Bandcamp((_, _) => Html("")).Catalogue.Capabilities);
        Assert.Equal(new ServiceCapabilities(false, false, ByItem: true, false, Save: false, NeedsApproval: true), Pandora((_, _) => Html("")).Catalogue.Capabilities);
    }

    private static HttpResponseMessage Html(string html, int status = 200) => new((HttpStatusCode)status) { Content = new StringContent(html, Encoding.UTF8, "text/html") };

    private static ServiceItem Item(StreamingService service, ItemKind kind, string id, string address) => new(service, kind, id, DestinationUrl.Parse(service, address));

    private (ScriptedHttp Far, BandcampCatalogue Catalogue) Bandcamp(Func<SentRequest, int, HttpResponseMessage> answer)
    {
        var far = new ScriptedHttp(answer);
        return (far, new BandcampCatalogue(new PageProbe(far.NewClient(), OpenGate.Instance, new BandcampOptions().Pace, null, _time)));
    }

    private (ScriptedHttp Far, PandoraCatalogue Catalogue) Pandora(Func<SentRequest, int, HttpResponseMessage> answer)
    {
        var far = new ScriptedHttp(answer);
        return (far, new PandoraCatalogue(new PageProbe(far.NewClient(), OpenGate.Instance, new PandoraOptions().Pace, null, _time)));
    }

    private sealed class NotingGate : IServiceGate
    {
        public List<string> Entered { get; } = [];

        public List<string?> Failures { get; } = [];

        public LookUp.Unavailable? Refusal { get; set; }

        public Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
        {
            if (Refusal is null) Entered.Add(pace.Name);
            return Task.FromResult(Refusal);
        }

        public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken)
        {
            Failures.Add(failure?.Reason);
            return Task.CompletedTask;
        }
    }
}
