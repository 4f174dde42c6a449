using System.Net;

namespace Smartlinks.EndToEnd.Tests.Story;

[Collection(nameof(RunningLocalHost))]
public sealed class VisitingTests(RunningLocalHost running)
{
    private const string Isrc = "USUM72409273";
    private const string AtSpotify = "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe";
    private const string AtDeezer = "https://www.deezer.com/track/2947516331";

    private readonly Api _api = running.Host.Api;
    private readonly Fan _fan = new(running.Host.Http);

    [Fact]
    public async Task A_fan_chooses_once_and_is_sent_on_from_then_on()
    {
        var slug = (await _api.CreateLiveLinkAsync(Isrc)).Text("slug");

        var page = await _fan.OpenAsync($"/{slug}?utm_source=poster&fbclid=1");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Die With A Smile", page.Body, StringComparison.Ordinal);
        Assert.Contains($"href=\"/{slug}/spotify?utm_source=poster\"", page.Body, StringComparison.Ordinal);
        Assert.Null(page.SetCookie);

        var chosen = await _fan.OpenAsync($"/{slug}/spotify?utm_source=poster&utm_medium=qr");
        Assert.Equal((HttpStatusCode.Found, $"{AtSpotify}?utm_source=poster&utm_medium=qr"), (chosen.Status, chosen.Location));
        Assert.Equal("sl_service=spotify; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax", chosen.SetCookie);

        var later = await _fan.OpenAsync($"/{slug}");
        Assert.Equal((HttpStatusCode.Found, AtSpotify), (later.Status, later.Location));
    }

    [Fact]
    public async Task Choose_shows_the_page_again_and_forget_undoes_the_choice()
    {
        var slug = (await _api.CreateLiveLinkAsync(Isrc)).Text("slug");
        await _fan.OpenAsync($"/{slug}/deezer");

        var page = await _fan.OpenAsync($"/{slug}?choose");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Not your service?", page.Body, StringComparison.Ordinal);
        Assert.Equal(AtDeezer, (await _fan.OpenAsync($"/{slug}")).Location);

        Assert.Equal(HttpStatusCode.OK, (await _fan.OpenAsync($"/{slug}?choose&forget")).Status);
        Assert.Null(_fan.Cookie);
        Assert.Equal(HttpStatusCode.OK, (await _fan.OpenAsync($"/{slug}")).Status);
    }

    [Fact]
    public async Task A_remembered_service_that_a_link_does_not_have_leads_to_its_page()
    {
        var both = (await _api.CreateLiveLinkAsync(Isrc)).Text("slug");
        // Supernova is not on Deezer.
        var lacking = (await _api.CreateLiveLinkAsync("KRA302400090")).Text("slug");
        await _fan.OpenAsync($"/{both}/deezer");

        Assert.Equal(HttpStatusCode.OK, (await _fan.OpenAsync($"/{lacking}")).Status);
        Assert.Equal($"/{lacking}?choose", (await _fan.OpenAsync($"/{lacking}/deezer")).Location);
    }

    [Fact]
    public async Task Auto_route_sends_a_fan_it_does_not_know_to_the_first_service()
    {
        var slug = (await _api.CreateLiveLinkAsync(Isrc, ("mode", "autoRoute"))).Text("slug");

        Assert.Equal($"{AtSpotify}?utm_source=bio", (await _fan.OpenAsync($"/{slug}?utm_source=bio")).Location);
        Assert.Equal(HttpStatusCode.OK, (await _fan.OpenAsync($"/{slug}?choose")).Status);
        await _fan.OpenAsync($"/{slug}/deezer");
        Assert.Equal(AtDeezer, (await _fan.OpenAsync($"/{slug}")).Location);
    }

    /// <summary>Longer than the first piece the app's answer comes in: LocalHost once kept the rest until the connection closed.</summary>
    [Fact]
    public async Task A_page_of_several_pieces_arrives_whole_on_a_connection_that_stays_open()
    {
        var slug = (await _api.CreateLiveLinkAsync(Isrc)).Text("slug");

        var page = await _fan.OpenAsync($"/{slug}", ("Accept-Encoding", "identity"));

        Assert.InRange(page.Body.Length, 8_200, 100_000);
        Assert.EndsWith("</html>", page.Body.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_is_a_kind_404()
    {
        var seen = await _fan.OpenAsync("/no-such-link-here");

        Assert.Equal(HttpStatusCode.NotFound, seen.Status);
        Assert.Contains("<h1>", seen.Body, StringComparison.Ordinal);
        Assert.Contains("/no-such-link-here", seen.Body, StringComparison.Ordinal);
    }
}
