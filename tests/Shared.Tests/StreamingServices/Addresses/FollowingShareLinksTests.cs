using System.Net;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.ShareLinks;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Addresses;

public sealed class FollowingShareLinksTests
{
    private const string Track = "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe";
    private readonly ManualTime _time = new();
    private readonly RecordingGate _gate = new();

    [Fact]
    public async Task A_share_link_is_followed_until_an_item_comes_up_and_the_item_is_not_asked_for()
    {
        var far = new ScriptedHttp((request, _) => request.Uri.Host == "spotify.link"
            ? Redirect("https://spotify.app.link/kq1bBnxOyHb?_p=c4", 307)
            : Redirect(Track + "?si=1&utm_source=copy-link"));

        var found = Assert.IsType<ShareLinkReading.Found>(await ReadAsync(far, "https://spotify.link/kq1bBnxOyHb"));

        Assert.Equal(("2plbrEY59IikOBgBGLjaoe", Track), (found.Item.Id, found.Item.Url.ToString()));
        Assert.Equal(["https://spotify.link/kq1bBnxOyHb", "https://spotify.app.link/kq1bBnxOyHb?_p=c4"], far.Sent.Select(sent => sent.Uri.AbsoluteUri));
        Assert.Equal(["enter share-links-spotify", "report share-links-spotify ", "enter share-links-spotify", "report share-links-spotify "], _gate.Calls);
    }

    [Theory]
    [InlineData("https://on.soundcloud.com/AbC12", "https://soundcloud.com/a/b?si=1&utm_source=clipboard", "https://soundcloud.com/a/b")]
    [InlineData("https://link.deezer.com/s/319Mr", "https://link.deezer.com/?awc=1&dest=https%3A%2F%2Fwww.deezer.com%2Falbum%2F629506181%3Fhost%3D1%26utm_source%3Duser_sharing", "https://www.deezer.com/album/629506181")]
    [InlineData("https://link.deezer.com/s/319Mr", "https://www.deezer.com/us/track/2947516331?host=0", "https://www.deezer.com/track/2947516331")]
    [InlineData("https://deezer.page.link/qfomS8", "https://www.deezer.com/track/2947516331", "https://www.deezer.com/track/2947516331")]
    [InlineData("https://pandora.app.link/hZ8QJ", "https://www.pandora.com/artist/a/b/c/TRkmrgg6hbVxcpq?part=ug", "https://www.pandora.com/artist/a/b/c/TRkmrgg6hbVxcpq")]
    [InlineData("https://apple.co/3AbCdEf", "https://itunes.apple.com/us/album/x/id1762656723?i=1762656724", "https://music.apple.com/us/song/1762656724")]
    [InlineData("https://tidal.link/3AbCdEf", "https://tidal.com/browse/track/381265362?u", "https://tidal.com/browse/track/381265362")]
    public async Task Each_vendors_way_of_forwarding_is_read(string share, string location, string item) =>
        Assert.Equal(item, Assert.IsType<ShareLinkReading.Found>(await ReadAsync(new ScriptedHttp((_, _) => Redirect(location)), share)).Item.Url.ToString());

    [Fact]
    public async Task A_relative_location_is_of_the_host_that_sent_it()
    {
        var far = new ScriptedHttp((_, number) => number == 0 ? Redirect("/s/other?x=1") : Redirect("https://www.deezer.com/track/2947516331"));

        Assert.IsType<ShareLinkReading.Found>(await ReadAsync(far, "https://link.deezer.com/s/319Mr"));

        Assert.Equal("https://link.deezer.com/s/other?x=1", far.Sent[1].Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://evil.example/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://open.spotify.com.evil.example/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://open.spotify.com@evil.example/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://user@open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://open.spotify.com:444/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("http://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://www.deezer.com/track/2947516331")]
    [InlineData("https://link.deezer.com/s/319Mr")]
    [InlineData("https://spotify.app.link:444/x")]
    [InlineData("https://user@spotify.app.link/x")]
    [InlineData("http://spotify.app.link/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("//evil.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("spotify:track:2plbrEY59IikOBgBGLjaoe")]
    public async Task Nothing_is_asked_outside_the_services_own_hosts(string location)
    {
        var far = new ScriptedHttp((_, _) => Redirect(location));

        var answer = await ReadAsync(far, "https://spotify.link/kq1bBnxOyHb");

        Assert.NotEmpty(Assert.IsType<ShareLinkReading.NotAnItem>(answer).Why);
        Assert.Single(far.Sent);
        Assert.Equal("report share-links-spotify ", _gate.Calls[^1]);
    }

    [Theory]
    [InlineData("https://link.deezer.com/?dest=https%3A%2F%2Fevil.example%2Ftrack%2F1")]
    [InlineData("https://link.deezer.com/?dest=https%3A%2F%2Fwww.deezer.com%2Ftrack%2F1&dest=https%3A%2F%2Fwww.deezer.com%2Ftrack%2F2")]
    [InlineData("https://link.deezer.com/?dest=https%3A%2F%2Fopen.spotify.com%2Ftrack%2F2plbrEY59IikOBgBGLjaoe")]
    public async Task A_landing_page_names_an_item_of_its_own_service_or_is_followed_in_vain(string location)
    {
        var far = new ScriptedHttp((_, number) => number == 0 ? Redirect(location) : Page("<title>Deezer</title>"));

        Assert.IsType<ShareLinkReading.NotAnItem>(await ReadAsync(far, "https://link.deezer.com/s/319Mr"));

        Assert.Equal(2, far.Sent.Count);
    }

    [Fact]
    public async Task A_page_that_is_no_item_is_named()
    {
        var far = new ScriptedHttp((request, _) => request.Uri.Host == "spotify.link" ? Redirect("https://open.spotify.com/artist/1HY2Jd0NmPuamShAr6KMms?si=1") : Page("<title>Lady Gaga</title>"));

        var answer = Assert.IsType<ShareLinkReading.NotAnItem>(await ReadAsync(far, "https://spotify.link/kq1bBnxOyHb"));

        Assert.Equal("This is an artist's page on Spotify; give the address of a track or an album.", answer.Why);
    }

    [Theory]
    [InlineData("""<meta property="og:url" content="https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe?si=1">""", true)]
    [InlineData("""<link rel='canonical' href='https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe?a=1&amp;b=2'/>""", true)]
    [InlineData("""<META CONTENT="https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe" PROPERTY="og:url"><link rel="canonical" href="https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe">""", true)]
    [InlineData("""<meta property="og:url" content="https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe"><link rel="canonical" href="https://open.spotify.com/track/0n2bvWvMwr0gbjcuTm92eW">""", false)]
    [InlineData("""<meta property="og:url" content="https://www.deezer.com/track/2947516331">""", false)]
    [InlineData("""<meta property="og:url" content="https://open.spotify.com.evil.example/track/2plbrEY59IikOBgBGLjaoe">""", false)]
    [InlineData("""<meta property="og:title" content="https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe">""", false)]
    [InlineData("""<meta http-equiv="refresh" content="0; url=https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe">""", false)]
    [InlineData("""<a href="https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe">Listen</a>""", false)]
    public async Task A_page_instead_of_a_redirect_is_read_for_what_it_says_it_is(string html, bool isFound)
    {
        var answer = await ReadAsync(new ScriptedHttp((_, _) => Page($"<!doctype html><html><head>{html}</head>")), "https://spotify.link/kq1bBnxOyHb");

        if (isFound) Assert.Equal(Track, Assert.IsType<ShareLinkReading.Found>(answer).Item.Url.ToString());
        else Assert.IsType<ShareLinkReading.NotAnItem>(answer);
    }

    [Fact]
    public async Task Of_a_page_only_the_beginning_is_read()
    {
        const string tag = "<meta property=\"og:url\" content=\"" + Track + "\">";
        var endless = new ScriptedHttp((_, _) => new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) });

        Assert.IsType<ShareLinkReading.NotAnItem>(await ReadAsync(new ScriptedHttp((_, _) => Page(new string(' ', ShareLinkReader.MostBytes) + tag)), "https://spotify.link/kq1bBnxOyHb"));
        Assert.IsType<ShareLinkReading.Found>(await ReadAsync(new ScriptedHttp((_, _) => Page(new string(' ', ShareLinkReader.MostBytes - 500) + tag)), "https://spotify.link/kq1bBnxOyHb"));
        Assert.IsType<ShareLinkReading.NotAnItem>(await ReadAsync(endless, "https://spotify.link/kq1bBnxOyHb"));
        Assert.IsType<ShareLinkReading.NotAnItem>(await ReadAsync(new ScriptedHttp((_, _) => Page(string.Concat(Enumerable.Repeat("<meta a=\"<link ", 15_000)))), "https://spotify.link/kq1bBnxOyHb"));
    }

    [Fact]
    public async Task A_circle_ends_after_five_requests()
    {
        var far = new ScriptedHttp((request, _) => Redirect(request.Uri.AbsoluteUri));

        Assert.Contains("more than 5 times", Assert.IsType<ShareLinkReading.NotAnItem>(await ReadAsync(far, "https://spotify.link/kq1bBnxOyHb")).Why, StringComparison.Ordinal);

        Assert.Equal(5, far.Sent.Count);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_link_that_is_gone_is_said_to_be(int status) =>
        Assert.Contains("does not know this share link", Assert.IsType<ShareLinkReading.NotAnItem>(await ReadAsync(new ScriptedHttp((_, _) => ScriptedHttp.Bytes([], status)), "https://dzr.page.link/vmwdq")).Why, StringComparison.Ordinal);

    [Theory]
    [InlineData(429, "rateLimited")]
    [InlineData(503, "http503")]
    [InlineData(403, "http403")]
    [InlineData(302, "http302")]
    public async Task Whoever_does_not_answer_is_asked_again_when_he_says(int status, string reason)
    {
        var far = new ScriptedHttp((_, _) =>
        {
            var answer = ScriptedHttp.Bytes([], status);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(40));
            return answer;
        });

        Assert.Equal(new ShareLinkReading.Unavailable(reason, TimeSpan.FromSeconds(40)), await ReadAsync(far, "https://spotify.link/kq1bBnxOyHb"));
        Assert.Equal($"report share-links-spotify {reason}", _gate.Calls[^1]);
    }

    [Fact]
    public async Task A_broken_connection_is_no_answer()
    {
        var far = new ScriptedHttp((_, _) => throw new HttpRequestException("refused"));

        Assert.Equal(new ShareLinkReading.Unavailable("unreachable", null), await ReadAsync(far, "https://spotify.link/kq1bBnxOyHb"));
    }

    [Fact]
    public async Task All_steps_together_have_fifteen_seconds()
    {
        var far = new ScriptedHttp((_, _) => ScriptedHttp.BodyThatNeverComes());
        var reading = ReadAsync(far, "https://spotify.link/kq1bBnxOyHb");
        while (far.Sent.Count == 0) await Task.Yield();

        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(new ShareLinkReading.Unavailable("timeout", null), await reading);
        Assert.Equal("report share-links-spotify timeout", _gate.Calls[^1]);
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_told_anything()
    {
        using var leaving = new CancellationTokenSource();
        var far = new ScriptedHttp((_, _) => ScriptedHttp.BodyThatNeverComes());
        var reading = Reader(far).ReadAsync(ShareLink.Parse("https://spotify.link/kq1bBnxOyHb"), leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Nobody_is_asked_when_the_gate_is_closed()
    {
        _gate.Refusal = new LookUp.Unavailable(UnavailableReasons.CircuitOpen, TimeSpan.FromMinutes(1));
        var far = new ScriptedHttp((_, _) => Redirect(Track));

        Assert.Equal(new ShareLinkReading.Unavailable("circuitOpen", TimeSpan.FromMinutes(1)), await ReadAsync(far, "https://spotify.link/kq1bBnxOyHb"));

        Assert.Empty(far.Sent);
    }

    [Fact]
    public async Task A_client_that_follows_redirects_by_itself_is_a_fault()
    {
        var far = new ScriptedHttp((_, _) => new HttpResponseMessage { RequestMessage = new HttpRequestMessage(HttpMethod.Get, Track) });

        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(far, "https://spotify.link/kq1bBnxOyHb"));
    }

    [Fact]
    public async Task A_stand_in_is_asked_in_place_of_every_host()
    {
        var far = new ScriptedHttp((_, number) => number switch { 0 => Redirect("https://spotify.app.link/x1?_p=1"), 1 => Redirect("https://open.spotify.com/go/x"), _ => Redirect(Track) });

        Assert.IsType<ShareLinkReading.Found>(await Reader(far, new Uri("http://127.0.0.1:7090/share/")).ReadAsync(ShareLink.Parse("https://spotify.link/kq1bBnxOyHb"), default));

        Assert.Equal(["http://127.0.0.1:7090/share/spotify.link/kq1bBnxOyHb", "http://127.0.0.1:7090/share/spotify.app.link/x1?_p=1", "http://127.0.0.1:7090/share/open.spotify.com/go/x"], far.Sent.Select(sent => sent.Uri.AbsoluteUri));
    }

    private Task<ShareLinkReading> ReadAsync(ScriptedHttp far, string share) => Reader(far).ReadAsync(ShareLink.Parse(share), default);

    private ShareLinkReader Reader(ScriptedHttp far, Uri? standIn = null) => new(far.NewClient(), _gate, _time, new ShareLinkOptions { StandIn = standIn });

    private static HttpResponseMessage Redirect(string location, int status = 302)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status);
        Assert.True(answer.Headers.TryAddWithoutValidation("Location", location));
        return answer;
    }

    private static HttpResponseMessage Page(string html) => new() { Content = new StringContent(html, System.Text.Encoding.UTF8, "text/html") };

    private sealed class RecordingGate : IServiceGate
    {
        public List<string> Calls { get; } = [];

        public LookUp.Unavailable? Refusal { get; set; }

        public Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
        {
            Calls.Add($"enter {pace.Name}");
            return Task.FromResult(Refusal);
        }

        public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken)
        {
            Calls.Add($"report {pace.Name} {failure?.Reason}");
            return Task.CompletedTask;
        }
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)'<', offset, count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
