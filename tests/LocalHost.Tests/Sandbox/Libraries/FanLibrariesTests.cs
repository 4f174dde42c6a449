using System.Net;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox.Libraries;

/// <summary>The fans' libraries. Hunts items that are counted twice or lost when many come at once.</summary>
public sealed class FanLibrariesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 12, 4, 0, 0, 0, TimeSpan.Zero);
    private static readonly LibraryItem s_track = new(LibraryKind.Track, "2plbrEY59IikOBgBGLjaoe");
    private readonly FanLibraries _libraries = new();

    [Fact]
    public void An_item_is_there_once_however_often_it_is_added()
    {
        Assert.True(_libraries.Add(StreamingService.Spotify, "ada", s_track, s_now));
        Assert.False(_libraries.Add(StreamingService.Spotify, "ada", s_track, s_now.AddMinutes(1)));
        Assert.True(_libraries.Add(StreamingService.Spotify, "ada", s_track with { Kind = LibraryKind.Album }, s_now));
        Assert.True(_libraries.Add(StreamingService.Tidal, "ada", s_track, s_now));

        Assert.Equal([new LibraryEntry(s_track, 2, s_now, s_now.AddMinutes(1)), new LibraryEntry(s_track with { Kind = LibraryKind.Album }, 1, s_now, s_now)], _libraries.List(StreamingService.Spotify, "ada"));
        Assert.Equal([new LibraryTotals("spotify", 1, 2, 3), new LibraryTotals("tidal", 1, 1, 1)], _libraries.ReadTotals());
    }

    [Fact]
    public void What_is_removed_is_gone_and_comes_as_new()
    {
        _libraries.Add(StreamingService.Spotify, "ada", s_track, s_now);
        Assert.True(_libraries.Contains(StreamingService.Spotify, "ada", s_track));
        Assert.True(_libraries.Remove(StreamingService.Spotify, "ada", s_track));
        Assert.False(_libraries.Remove(StreamingService.Spotify, "ada", s_track));
        Assert.False(_libraries.Contains(StreamingService.Spotify, "ada", s_track));
        Assert.False(_libraries.Contains(StreamingService.Spotify, "nobody", s_track));
        Assert.True(_libraries.Add(StreamingService.Spotify, "ada", s_track, s_now.AddDays(1)));
        Assert.Equal(new LibraryEntry(s_track, 1, s_now.AddDays(1), s_now.AddDays(1)), Assert.Single(_libraries.List(StreamingService.Spotify, "ada")));
    }

    [Fact]
    public void Many_at_once_lose_nothing()
    {
        Parallel.For(0, 200_000, number => _libraries.Add(StreamingService.Tidal, $"fan {number % 50_000}", s_track, s_now));
        Assert.Equal(new LibraryTotals("tidal", 50_000, 50_000, 200_000), Assert.Single(_libraries.ReadTotals()));
        Assert.Equal(50_000, _libraries.ListFans(StreamingService.Tidal).Count(fan => fan.Entries is [{ Times: 4 }]));
        _libraries.Clear();
        Assert.Empty(_libraries.ReadTotals());
    }

    [Fact]
    public async Task A_library_is_read_as_JSON_and_by_a_browser_as_a_page()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        sandbox.Server.Libraries.Add(StreamingService.Spotify, "<b>ada", s_track, s_now);

        var library = await sandbox.GetAsync("library/spotify/%3Cb%3Eada");
        Assert.Equal(("spotify", "<b>ada"), ((string)library["service"]!, (string)library["fan"]!));
        var item = Assert.Single(library["items"]!.AsArray())!;
        Assert.Equal(("track", s_track.Id, "Die With A Smile – Lady Gaga, Bruno Mars", 1, "2026-12-04T00:00:00.000Z"),
            ((string)item["kind"]!, (string)item["id"]!, (string)item["title"]!, (int)item["times"]!, (string)item["addedAt"]!));
        Assert.Empty((await sandbox.GetAsync("library/tidal/ada"))["items"]!.AsArray());

        using var request = new HttpRequestMessage(HttpMethod.Get, "library/spotify/%3Cb%3Eada");
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");
        using var page = await sandbox.Http.SendAsync(request);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("&lt;b&gt;ada", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("Die With A Smile", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_libraries_are_summed_up_listed_and_emptied()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        foreach (var fan in (string[])["ada", "ben"]) sandbox.Server.Libraries.Add(StreamingService.Spotify, fan, s_track, s_now);

        Assert.Equal("""{"items":[{"service":"spotify","fans":2,"items":2,"adds":2}]}""", (await sandbox.GetAsync("library")).ToJsonString());
        var lines = (await sandbox.Http.GetStringAsync(new Uri("library/spotify", UriKind.Relative))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["ada", "ben"], lines.Select(line => (string)JsonNode.Parse(line)!["fan"]!).Order(StringComparer.Ordinal));
        using var cleared = await sandbox.Http.DeleteAsync(new Uri("library", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, cleared.StatusCode);
        Assert.Empty((await sandbox.GetAsync("library"))["items"]!.AsArray());
        using var unknown = await sandbox.Http.GetAsync(new Uri("library/nowhere/ada", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }
}
