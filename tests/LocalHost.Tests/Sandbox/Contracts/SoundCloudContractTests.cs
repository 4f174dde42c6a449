using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>What our SoundCloud client sends and the sandbox answers, beside SoundCloud's own description. Tokens are asked for at another host, outside it.</summary>
public sealed class SoundCloudContractTests
{
    private static readonly ReleaseSearch s_song = new(ItemKind.Track, "One More Time", ["Daft Punk"], null, null);

    [SpecsFact]
    public async Task Look_ups_and_their_answers_fit_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud, http);

        var tracks = Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(s_song, default)).Candidates;
        var albums = Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(s_song with { Kind = ItemKind.Album, Title = "Discovery" }, default)).Candidates;
        foreach (var candidate in (Candidate[])[tracks[0], albums[0]])
        {
            Assert.IsType<LookUp.Found>(await soundCloud.FindByItemAsync(new ServiceItem(soundCloud.Service, candidate.Kind, candidate.Id, candidate.Url), default));
        }

        var gone = DestinationUrl.Parse(soundCloud.Service, "https://soundcloud.com/nobody/nothing");
        Assert.IsType<LookUp.NotListed>(await soundCloud.FindByItemAsync(new ServiceItem(soundCloud.Service, ItemKind.Track, "nobody/nothing", gone), default));
        Assert.Equal(7, ServiceContract.SoundCloud.Take(recorder.Exchanges).Length);
        await ServiceContract.SoundCloud.AssertFitsAsync(recorder.Exchanges);
    }

    [SpecsFact]
    public async Task Every_upload_of_the_sandbox_fits_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud, http);
        foreach (var artist in sandbox.Server.Catalogue.Tracks.Select(track => track.Artists[0]).Distinct())
        {
            await soundCloud.SearchAsync(s_song with { Title = "", Artists = [artist] }, default);
        }

        Assert.True(ServiceContract.SoundCloud.Take(recorder.Exchanges).Length > 20);
        await ServiceContract.SoundCloud.AssertFitsAsync(recorder.Exchanges);
    }

    [SpecsFact]
    public async Task Refusals_fit_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud, http);
        foreach (var fault in new[] { """{ "serverError": 500 }""", """{ "quota": true }""", """{ "rateLimit": 3 }""", """{ "empty": true }""", """{ "wrongCode": true }""" })
        {
            await sandbox.SetFaultsAsync("soundcloud", fault);
            await soundCloud.SearchAsync(s_song, default);
        }

        using var stranger = new HttpRequestMessage(HttpMethod.Get, new Uri(sandbox.Server.BaseAddress, "soundcloud/api/tracks?q=a"));
        stranger.Headers.Authorization = new("OAuth", "wrong");
        await sandbox.SetFaultsAsync("soundcloud", "{}");
        using var refused = await http.SendAsync(stranger);
        Assert.Equal([200, 401, 429, 500], ServiceContract.SoundCloud.Take(recorder.Exchanges).Select(exchange => exchange.Status).Distinct().Order());
        await ServiceContract.SoundCloud.AssertFitsAsync(recorder.Exchanges);
    }
}
