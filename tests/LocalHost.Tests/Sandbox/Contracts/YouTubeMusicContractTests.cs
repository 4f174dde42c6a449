using Smartlinks.LocalHost.Tests.Sandbox.Fans;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.YouTubeMusic;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>What our YouTube Music client sends and the sandbox answers, beside the published description of the YouTube Data API.</summary>
public sealed class YouTubeMusicContractTests
{
    [SpecsFact]
    public async Task Look_ups_and_their_answers_fit_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic, http);

        var song = new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], null, null);
        var tracks = Assert.IsType<LookUp.Found>(await youTube.SearchAsync(song, default)).Candidates;
        var albums = Assert.IsType<LookUp.Found>(await youTube.SearchAsync(song with { Kind = ItemKind.Album, Title = "Discovery" }, default)).Candidates;
        foreach (var candidate in (Candidate[])[tracks[0], albums[0]])
        {
            Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(new ServiceItem(youTube.Service, candidate.Kind, candidate.Id, candidate.Url), default));
        }

        // Territories of both kinds are among them.
        foreach (var track in sandbox.Server.Catalogue.Tracks.Where(track => track.Countries.Count > 0 && track.Ids.ContainsKey(youTube.Service)))
        {
            await youTube.FindByItemAsync(new ServiceItem(youTube.Service, ItemKind.Track, track.Ids[youTube.Service], tracks[0].Url), default);
        }

        Assert.IsType<LookUp.NotListed>(await youTube.FindByItemAsync(new ServiceItem(youTube.Service, ItemKind.Track, "AAAAAAAAAAA", tracks[0].Url), default));
        Assert.True(ServiceContract.YouTubeMusic.Take(recorder.Exchanges).Length >= 12);
        await ServiceContract.YouTubeMusic.AssertFitsAsync(recorder.Exchanges);
    }

    [SpecsFact]
    public async Task Refusals_fit_what_Google_says_of_errors()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic, http);

        foreach (var fault in new[] { """{ "quota": true }""", """{ "rateLimit": 3 }""", """{ "empty": true }""", """{ "wrongCode": true }""" })
        {
            await sandbox.SetFaultsAsync("youtube-music", fault);
            await youTube.SearchAsync(new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], null, null), default);
            await youTube.SearchAsync(new ReleaseSearch(ItemKind.Album, "Discovery", ["Daft Punk"], null, null), default);
        }

        await sandbox.Catalogue(StreamingService.YouTubeMusic, http, key: "wrong").SearchAsync(new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], null, null), default);
        Assert.Contains(recorder.Exchanges, exchange => exchange.Status == 403);
        await ServiceContract.YouTubeMusic.AssertFitsAsync(recorder.Exchanges);
    }

    [SpecsFact]
    public async Task What_is_asked_in_a_fans_name_fits_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var fan = new ConsentingFan(sandbox, StreamingService.YouTubeMusic, http);
        var token = (await fan.ConnectAsync()).Access;
        var (track, item) = (fan.Out(), fan.Item(fan.Out()));

        Assert.Equal("Known", await fan.ProbeAsync(token));
        Assert.Equal(["False", "Saved", "True"], [await fan.ContainsAsync(token, item), await fan.SaveAsync(token, item), await fan.ContainsAsync(token, item)]);
        Assert.Equal(["Saved", "AlreadyThere"], [await fan.FollowAsync(token, item), await fan.FollowAsync(token, fan.Item(track.Album))]);
        Assert.Equal("NotThere", await fan.SaveAsync(token, fan.Item(fan.ToCome())));
        Assert.Equal(["Refused", "Refused"], [await fan.ProbeAsync("ya29.nobodys"), await fan.SaveAsync("ya29.nobodys", item)]);
        foreach (var fault in new[] { """{ "quota": true }""", """{ "rateLimit": 3 }""", """{ "empty": true }""", """{ "noSubscription": true }""", """{ "serverError": 503 }""" })
        {
            await sandbox.SetFaultsAsync("youtube-music", fault);
            await fan.ProbeAsync(token);
            await fan.SaveAsync(token, item);
            await fan.ContainsAsync(token, item);
            await fan.FollowAsync(token, item);
        }

        Assert.Equal(
            ["GET channels", "GET playlistItems", "GET videos", "GET videos/getRating", "POST subscriptions", "POST videos/rate"],
            ServiceContract.YouTubeMusic.Take(recorder.Exchanges).Where(exchange => exchange.Url.StartsWith("/youtube/v3/", StringComparison.Ordinal))
                .Select(exchange => $"{exchange.Method} {exchange.Url["/youtube/v3/".Length..].Split('?')[0]}").Distinct().Order(StringComparer.Ordinal));
        await ServiceContract.YouTubeMusic.AssertFitsAsync(recorder.Exchanges.Where(exchange => exchange.Url.Contains("/youtube/v3/", StringComparison.Ordinal)));
    }

    [SpecsFact]
    public void Consent_is_asked_for_and_tokens_are_where_the_description_says()
    {
        var options = new ServiceOptions().YouTubeMusic;
        var description = SpecsFactAttribute.Spec("youtube-data-v3-apisguru.json");
        Assert.Contains($"\"{YouTubeMusicAccounts.Scope}\"", description, StringComparison.Ordinal);
        Assert.Contains("accounts.google.com/o/oauth2/", description, StringComparison.Ordinal);
        Assert.Equal(("accounts.google.com", "oauth2.googleapis.com", "oauth2.googleapis.com"), (options.ConsentUrl.Host, options.TokenUrl.Host, options.RevokeUrl.Host));
    }
}
