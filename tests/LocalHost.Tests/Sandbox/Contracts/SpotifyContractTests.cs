using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>What our Spotify client sends and the sandbox's Spotify answers, beside Spotify's own description. Needs Node, as the whole repository does.</summary>
public sealed class SpotifyContractTests
{
    [SpecsFact]
    public async Task Look_ups_and_their_answers_fit_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var catalogue = sandbox.Catalogue(StreamingService.Spotify, http);

        var byIsrc = await catalogue.FindByIsrcAsync("USUG11904206", CancellationToken.None);
        var byUpc = await catalogue.FindByUpcAsync(["602475093060", "0602475093060", "00602475093060"], CancellationToken.None);
        var track = await catalogue.FindByItemAsync(Item("track/2plbrEY59IikOBgBGLjaoe"), CancellationToken.None);
        var album = await catalogue.FindByItemAsync(Item("album/2noRn2Aes5aoNVsU6iWThc"), CancellationToken.None);
        var gone = await catalogue.FindByItemAsync(Item("track/0000000000000000000000"), CancellationToken.None);

        Assert.All([byIsrc, byUpc, track, album], answer => Assert.IsType<LookUp.Found>(answer));
        Assert.IsType<LookUp.NotListed>(gone);
        // What is gone is gone in every market.
        Assert.Equal(8 + 7, ServiceContract.Spotify.Take(recorder.Exchanges).Length);
        await ServiceContract.Spotify.AssertFitsAsync(recorder.Exchanges);
    }

    [SpecsFact]
    public async Task Refusals_fit_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var catalogue = sandbox.Catalogue(StreamingService.Spotify, http);

        foreach (var fault in new[] { """{ "quota": true }""", """{ "rateLimit": 3 }""", """{ "empty": true }""", """{ "wrongCode": true }""" })
        {
            await sandbox.SetFaultsAsync("spotify", fault);
            await catalogue.FindByIsrcAsync("QZSLT2600008", CancellationToken.None);
            await catalogue.FindByUpcAsync(["00402600000082"], CancellationToken.None);
        }

        var exchanges = ServiceContract.Spotify.Take(recorder.Exchanges);
        Assert.Equal(4, exchanges.Count(exchange => exchange.Status == 429));
        await ServiceContract.Spotify.AssertFitsAsync(recorder.Exchanges);
    }

    [SpecsFact]
    public async Task What_else_the_sandbox_answers_fits_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder) { BaseAddress = sandbox.Http.BaseAddress };
        foreach (var path in new[]
        {
            "search?q=isrc:USUG11904206&type=track,album&market=US&limit=10",
            "search?q=a&type=album,track,artist&market=US&limit=10&offset=10",
            "search?q=upc:00724384960650&type=album&market=DE",
            "tracks/0lLdorYw7lVrJydTINhWdI?market=DE",
            "tracks/7Izc0eVXAcS1JDYOqM6yzJ",
            "albums/5lnQLEUiVDkLbFJHXHQu9m/tracks?market=US&limit=2&offset=2",
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "spotify/v1/" + path);
            request.Headers.Authorization = new("Bearer", await sandbox.SpotifyTokenAsync());
            using var answer = await http.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, path);
        }

        await ServiceContract.Spotify.AssertFitsAsync(recorder.Exchanges);
    }

    private static ServiceItem Item(string path) =>
        DestinationUrl.TryParse("https://open.spotify.com/" + path, out var url, out _) && ServiceItem.TryRead(url, out var item) ? item : throw new FormatException(path);
}
