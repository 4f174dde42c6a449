using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.StreamingServices;

public sealed class DestinationUrlTests
{
    [Theory]
    [InlineData("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", "spotify")]
    [InlineData("https://OPEN.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe?si=1", "spotify")]
    [InlineData("https://open.spotify.com:443/album/10FLjwfpbxLmW8c25Xyc2N", "spotify")]
    [InlineData("https://music.apple.com/us/album/x/1?i=2", "apple-music")]
    [InlineData("https://music.youtube.com/watch?v=kPa7bsKwL-c", "youtube-music")]
    [InlineData("https://youtu.be/kPa7bsKwL-c", "youtube-music")]
    [InlineData("https://www.youtube.com/playlist?list=OLAK5uy_x", "youtube-music")]
    [InlineData("https://www.youtube.com/@ladygaga", "youtube-music")]
    [InlineData("https://music.amazon.co.jp/albums/B0DD", "amazon-music")]
    [InlineData("https://tidal.com/browse/track/1", "tidal")]
    [InlineData("https://www.deezer.com/track/2947516331", "deezer")]
    [InlineData("https://www.pandora.com/artist/a/b/c/TR1", "pandora")]
    [InlineData("https://soundcloud.com/a/b", "soundcloud")]
    [InlineData("https://some-band.bandcamp.com/track/x", "bandcamp")]
    public void A_services_own_address_is_taken_and_its_service_found(string text, string service)
    {
        Assert.True(DestinationUrl.TryParse(text, out var url, out var why), why);
        Assert.Equal(service, url.Service.Id);
        Assert.Equal(url, DestinationUrl.Parse(url.Service, url.ToString()));
        Assert.Equal(url.ToString(), DestinationUrl.Parse(url.Service, url.ToString()).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("track/1")]
    [InlineData("//open.spotify.com/track/1")]
    [InlineData("/open.spotify.com/track/1")]
    [InlineData("http://open.spotify.com/track/1")]
    [InlineData("javascript:alert(1)//open.spotify.com")]
    [InlineData("data:text/html,https://open.spotify.com/")]
    [InlineData("spotify:track:2plbrEY59IikOBgBGLjaoe")]
    [InlineData("file://open.spotify.com/x")]
    [InlineData("https://evil.example/")]
    [InlineData("https://open.spotify.com.evil.example/track/1")]
    [InlineData("https://evil.example/open.spotify.com")]
    [InlineData("https://evil.example/?https://open.spotify.com")]
    [InlineData("https://evil.example#open.spotify.com")]
    [InlineData("https://evilopen.spotify.com/")]
    [InlineData("https://spotify.com/track/1")]
    [InlineData("https://accounts.spotify.com/authorize?redirect_uri=https://evil.example")]
    [InlineData("https://spotify.link/x")]
    [InlineData("https://user@open.spotify.com/track/1")]
    [InlineData("https://@open.spotify.com/track/1")]
    [InlineData("https://open.spotify.com@evil.example/track/1")]
    [InlineData("https://open.spotify.com:p@evil.example/track/1")]
    [InlineData("https://open.spotify.com:444/track/1")]
    [InlineData("https://open.spotify.com:80/track/1")]
    [InlineData("https://open.spotify.com./track/1")]
    [InlineData("https://open.spotify.com%2eevil.example/")]
    [InlineData("https://open.spotify.com%00.evil.example/")]
    [InlineData("https://open.spotify.com\\@evil.example/")]
    [InlineData("https:\\\\open.spotify.com\\track")]
    [InlineData("https://evil.example\\.open.spotify.com/")]
    [InlineData("https://open.spotify.com/track/\n1")]
    [InlineData("https://open.spotify.com/track/\t1")]
    [InlineData(" https://open.spotify.com/track/1")]
    [InlineData("https://open.spotify.com/track/1 ")]
    [InlineData("https://open.spotify.com/track/\u007f")]
    [InlineData("https://open.spotify.com/\r\nLocation: https://evil.example")]
    [InlineData("https://\u043epen.spotify.com/track/1")] // Cyrillic o
    [InlineData("https://xn--pen-qdd.spotify.com/track/1")]
    [InlineData("https://open.sp\u00f6tify.com/track/1")]
    [InlineData("https://open\u3002spotify.com/track/1")] // ideographic full stop
    [InlineData("https://open\ud800.spotify.com/track/1")] // a host that has no IDN form
    [InlineData("https://open.spotify.com\u202e/track/1")]
    [InlineData("https://127.0.0.1/track/1")]
    [InlineData("https://[::1]/track/1")]
    [InlineData("https://evilbandcamp.com/track/x")]
    [InlineData("https://bandcamp.com.evil.example/track/x")]
    [InlineData("https://a.evilbandcamp.com/track/x")]
    [InlineData("https://.bandcamp.com/track/x")]
    [InlineData("https://some-band.bandcamp.com./track/x")]
    [InlineData("https://www.youtube.com/redirect?q=https%3A%2F%2Fevil.example")]
    [InlineData("https://www.youtube.com/signin?next=https://evil.example")]
    [InlineData("https://www.youtube.com/attribution_link?u=/redirect")]
    [InlineData("https://www.youtube.com/watch/../redirect?q=https://evil.example")]
    [InlineData("https://www.youtube.com/watch/%2e%2e/redirect?q=https://evil.example")]
    [InlineData("https://www.youtube.com/watch/.%2E/redirect?q=https://evil.example")]
    [InlineData("https://www.youtube.com//redirect?q=https://evil.example")]
    [InlineData("https://www.youtube.com/")]
    [InlineData("https://www.youtube.com/Redirect?q=x")]
    public void Anything_else_is_refused_with_a_reason(string? text)
    {
        Assert.False(DestinationUrl.TryParse(text, out var url, out var why), url?.ToString());
        Assert.NotEmpty(why);
        Assert.All(StreamingService.All, service => Assert.False(DestinationUrl.TryParse(service, text, out _, out _)));
    }

    [Fact]
    public void An_address_of_another_service_is_refused()
    {
        Assert.False(DestinationUrl.TryParse(StreamingService.Deezer, "https://open.spotify.com/track/1", out _, out var why));
        Assert.Contains("www.deezer.com", why, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => DestinationUrl.Parse(StreamingService.Deezer, "https://open.spotify.com/track/1"));
    }

    [Fact]
    public void An_address_has_at_most_two_thousand_characters_also_once_encoded()
    {
        const string start = "https://open.spotify.com/track/";
        Assert.True(DestinationUrl.TryParse(start + new string('a', 2_000 - start.Length), out _, out _));
        Assert.False(DestinationUrl.TryParse(start + new string('a', 2_001 - start.Length), out _, out _));
        Assert.False(DestinationUrl.TryParse(start + new string('é', 1_000), out _, out _));
    }

    [Fact]
    public void Whatever_is_taken_leads_to_that_services_own_host_as_a_browser_reads_it()
    {
        var random = new Random(443);
        string[] parts = ["https://", "http://", "open.spotify.com", "www.youtube.com", "x.bandcamp.com", "evil.example", "/", "//", "\\", "@", ":", ":443", "#", "?", ".", "..", "%2f", "%2e%2e",
            "/watch", "/redirect", "track", "\u3002", "\u043e", "\ud800", "a", " ", "\t", "%00", ";", "é"];
        var taken = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var text = (random.Next(3) > 0 ? "https://" + parts[2 + random.Next(3)] + "/" : "") + string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => parts[random.Next(parts.Length)]));
            if (!DestinationUrl.TryParse(text, out var url, out _)) continue;
            taken++;
            var stored = url.ToString();
            Assert.Equal(stored, DestinationUrl.Parse(url.Service, stored).ToString());
            Assert.True(System.Text.Ascii.IsValid(stored), stored);
            Assert.StartsWith("https://", stored, StringComparison.Ordinal);
            var host = stored["https://".Length..].Split('/', '?', '#')[0];
            Assert.True(url.Service.IsOwnHost(host), stored);
            if (host == "www.youtube.com") Assert.DoesNotContain("..", stored.Split('?', '#')[0].Replace("%2e", ".", StringComparison.OrdinalIgnoreCase).Split('/'));
        }

        Assert.InRange(taken, 1_000, 59_000);
    }

    [Fact]
    public void Services_are_found_by_the_id_of_the_contract()
    {
        Assert.Equal(["spotify", "apple-music", "youtube-music", "amazon-music", "tidal", "deezer", "pandora", "soundcloud", "bandcamp"], StreamingService.All.Select(service => service.Id));
        Assert.All(StreamingService.All, service => Assert.Same(service, StreamingService.Parse(service.ToString())));
        Assert.False(StreamingService.TryParse("Spotify", out _));
        Assert.False(StreamingService.TryParse(null, out _));
        Assert.Throws<FormatException>(() => StreamingService.Parse("myspace"));
    }

    [Fact]
    public void No_host_belongs_to_two_services()
    {
        var hosts = StreamingService.All.SelectMany(service => service.Hosts).ToList();
        Assert.Equal(hosts.Count, hosts.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }
}
