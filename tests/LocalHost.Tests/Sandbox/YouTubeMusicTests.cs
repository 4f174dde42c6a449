using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The sandbox's YouTube, asked by the app's own client and by hand.</summary>
public sealed class YouTubeMusicTests
{
    private const string Search = "youtube-music/youtube/v3/search?part=snippet&type=video&q=daft%20punk%20one%20more%20time";
    private static readonly ReleaseSearch s_song = new(ItemKind.Track, "One More Time", ["Daft Punk"], "GBDUW0000053", null);

    [Fact]
    public async Task A_search_brings_the_art_track_among_what_others_uploaded()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var found = Assert.IsType<LookUp.Found>(await sandbox.Catalogue(StreamingService.YouTubeMusic).SearchAsync(s_song, default)).Candidates;

        Assert.False(found[0].IsArtistsOwn);
        var own = Assert.Single(found, candidate => candidate.IsArtistsOwn == true);
        Assert.Equal(("One More Time", "Discovery", TimeSpan.FromSeconds(321), new DateOnly(2001, 3, 7)), (own.Title, own.AlbumTitle, own.Duration, own.ReleasedOn));
        Assert.Equal(["Daft Punk"], own.Artists);
    }

    [Fact]
    public async Task No_look_alike_of_any_recording_is_taken_for_the_artists_own()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic);
        var tracks = sandbox.Server.Catalogue.Tracks.Where(track => track.IsVisible(youTube.Service, sandbox.Server.Clock.GetUtcNow())).Take(90).ToList();
        var copies = 0;
        foreach (var track in tracks)
        {
            var found = Assert.IsType<LookUp.Found>(await youTube.SearchAsync(new ReleaseSearch(ItemKind.Track, track.Title, track.Artists, track.Isrc, null), default)).Candidates;
            var ids = sandbox.Server.Catalogue.Tracks.Select(other => other.Ids.GetValueOrDefault(youTube.Service)).ToHashSet();
            Assert.All(found, candidate => Assert.Equal(ids.Contains(candidate.Id), candidate.IsArtistsOwn));
            copies += found.Count(candidate => candidate.IsArtistsOwn == false && candidate.Title == track.TitleWithVersion);
        }

        Assert.True(copies > 0, "among so many, some are copied under their very title");
    }

    [Fact]
    public async Task An_album_is_found_and_read_by_its_address()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic);

        var album = Assert.IsType<LookUp.Found>(await youTube.SearchAsync(s_song with { Kind = ItemKind.Album, Title = "Discovery" }, default)).Candidates[0];
        var again = Assert.Single(Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(new ServiceItem(youTube.Service, ItemKind.Album, album.Id, album.Url), default)).Candidates);

        Assert.Matches("^OLAK5uy_[0-9A-Za-z]{33}$", album.Id);
        Assert.Equal(("Discovery", true, new DateOnly(2001, 3, 7)), (again.Title, again.IsArtistsOwn, again.ReleasedOn));
        Assert.Equal(["Daft Punk"], again.Artists);
    }

    [Fact]
    public async Task A_recording_is_there_from_its_day_on_and_where_it_may_be_played()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic);
        var coming = sandbox.Server.Catalogue.Tracks.First(track => track.Ids.ContainsKey(youTube.Service) && !track.Released.IsOut(sandbox.Server.Clock.GetUtcNow()));
        var item = new ServiceItem(youTube.Service, ItemKind.Track, coming.Ids[youTube.Service], DestinationUrl.Parse(youTube.Service, "https://music.youtube.com/watch?v=" + coming.Ids[youTube.Service]));
        Assert.IsType<LookUp.NotListed>(await youTube.FindByItemAsync(item, default));

        sandbox.Server.Clock.MoveTo(new DateTimeOffset(coming.Released.FirstDay, TimeOnly.MinValue, TimeSpan.Zero));
        Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(item, default));

        foreach (var track in sandbox.Server.Catalogue.Tracks.Where(track => track.Countries.Count > 0 && track.IsVisible(youTube.Service, sandbox.Server.Clock.GetUtcNow())))
        {
            var limited = Assert.Single(Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(item with { Id = track.Ids[youTube.Service] }, default)).Candidates);
            Assert.All(Markets.All, market => Assert.Equal(track.IsPlayableIn(market), limited.Territories.Include(market)));
        }
    }

    [Fact]
    public async Task A_hundred_searches_are_a_days_and_the_rest_goes_on()
    {
        var clock = new StoryClock();
        clock.MoveTo(new DateTimeOffset(2026, 12, 1, 20, 0, 0, TimeSpan.Zero));
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic);
        for (var i = 0; i < 100; i++)
        {
            Assert.IsType<LookUp.Found>(await youTube.SearchAsync(s_song, default));
        }

        var refused = Assert.IsType<LookUp.Unavailable>(await youTube.SearchAsync(s_song, default));
        Assert.Equal(UnavailableReasons.QuotaExhausted, refused.Reason);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromHours(11.9), TimeSpan.FromHours(12));
        var id = sandbox.Server.Catalogue.FindByIsrc("GBDUW0000053").First().Ids[youTube.Service];
        Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(new ServiceItem(youTube.Service, ItemKind.Track, id, DestinationUrl.Parse(youTube.Service, "https://music.youtube.com/watch?v=" + id)), default));

        clock.MoveTo(clock.GetUtcNow() + refused.RetryAfter.Value);
        Assert.IsType<LookUp.Found>(await youTube.SearchAsync(s_song, default));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden, "forbidden")]
    [InlineData("wrong", HttpStatusCode.BadRequest, "badRequest")]
    public async Task A_key_has_to_be_sent_and_right(string? key, HttpStatusCode status, string reason)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Search);
        if (key is not null)
        {
            request.Headers.Add("X-Goog-Api-Key", key);
        }

        using var answer = await sandbox.Http.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(reason, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["errors"]![0]!["reason"]!);
        Assert.Equal(UnavailableReasons.Unauthorized, Assert.IsType<LookUp.Unavailable>(await sandbox.Catalogue(StreamingService.YouTubeMusic, key: "wrong").SearchAsync(s_song, default)).Reason);
    }

    [Theory]
    [InlineData("search?type=video&q=a", "missingRequiredParameter")]
    [InlineData("search?part=snippet&videoCategoryId=10&q=a", "invalidSearchFilter")]
    [InlineData("search?part=snippet,songs&q=a", "unknownPart")]
    [InlineData("search?part=snippet&q=a&maxResults=51", "invalidValue")]
    [InlineData("search?part=snippet&q=a&pageToken=x", "invalidPageToken")]
    [InlineData("videos?part=snippet", "missingRequiredParameter")]
    [InlineData("playlistItems?part=snippet&playlistId=OLAK5uy_none", "playlistNotFound")]
    public async Task Wrong_parameters_are_refused_in_Googles_words(string path, string reason)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answer = await sandbox.Http.GetAsync(new Uri($"youtube-music/youtube/v3/{path}&key=sandbox-key", UriKind.Relative));
        Assert.Equal(reason, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["errors"]![0]!["reason"]!);
    }

    [Theory]
    [InlineData("""{ "quota": true }""", UnavailableReasons.QuotaExhausted)]
    [InlineData("""{ "rateLimit": 7 }""", UnavailableReasons.RateLimited)]
    [InlineData("""{ "serverError": 503 }""", "http503")]
    [InlineData("""{ "malformed": true }""", UnavailableReasons.MalformedAnswer)]
    [InlineData("""{ "down": true }""", UnavailableReasons.Unreachable)]
    public async Task Each_fault_is_told_for_what_it_is_and_heals(string fault, string reason)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic);
        await sandbox.SetFaultsAsync("youtube-music", fault);
        Assert.Equal(reason, Assert.IsType<LookUp.Unavailable>(await youTube.SearchAsync(s_song, default)).Reason);
        await sandbox.SetFaultsAsync("youtube-music", "{}");
        Assert.IsType<LookUp.Found>(await youTube.SearchAsync(s_song, default));
    }

    [Fact]
    public async Task An_empty_answer_finds_nothing_and_a_lying_one_another_recording()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic);
        await sandbox.SetFaultsAsync("youtube-music", """{ "empty": true }""");
        Assert.IsType<LookUp.NotListed>(await youTube.SearchAsync(s_song, default));
        await sandbox.SetFaultsAsync("youtube-music", """{ "wrongCode": true }""");
        var other = Assert.Single(Assert.IsType<LookUp.Found>(await youTube.SearchAsync(s_song, default)).Candidates);
        Assert.NotEqual("One More Time", other.Title);
    }
}
