using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>What our TIDAL client sends and the sandbox answers, beside TIDAL's own description.</summary>
public sealed class TidalContractTests
{
    [SpecsFact]
    public async Task Look_ups_and_their_answers_fit_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitAsync("tidal");
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var tidal = sandbox.Catalogue(StreamingService.Tidal, http);

        // One with all its fields at hand, and many of other shapes.
        var track = Assert.IsType<LookUp.Found>(await tidal.FindByIsrcAsync("USUM72409273", default)).Candidates[0];
        var many = sandbox.Server.Catalogue.Tracks.Where(one => one.IsVisible(tidal.Service, sandbox.Server.Clock.GetUtcNow())).Select(one => one.Isrc).Distinct().Take(30);
        Assert.All(await Task.WhenAll(many.Select(isrc => tidal.FindByIsrcAsync(isrc, default))), answer => Assert.IsType<LookUp.Found>(answer));
        var album = Assert.IsType<LookUp.Found>(await tidal.FindByUpcAsync(["602475093060", "0602475093060", "00602475093060"], default)).Candidates[0];
        foreach (var candidate in (Candidate[])[track, album])
        {
            Assert.IsType<LookUp.Found>(await tidal.FindByItemAsync(new ServiceItem(tidal.Service, candidate.Kind, candidate.Id, candidate.Url), default));
        }

        Assert.IsType<LookUp.NotListed>(await tidal.FindByIsrcAsync("QZXXX9999999", default));
        Assert.IsType<LookUp.NotListed>(await tidal.FindByItemAsync(new ServiceItem(tidal.Service, ItemKind.Track, "999999999", track.Url), default));
        Assert.True(ServiceContract.Tidal.Take(recorder.Exchanges).Length >= 7);
        await ServiceContract.Tidal.AssertFitsAsync(recorder.Exchanges);
    }

    [SpecsFact]
    public async Task Refusals_fit_the_description()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitAsync("tidal");
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder);
        var tidal = sandbox.Catalogue(StreamingService.Tidal, http);
        foreach (var fault in new[] { """{ "serverError": 500 }""", """{ "serverError": 503 }""", """{ "quota": true }""", """{ "rateLimit": 3 }""", """{ "empty": true }""", """{ "wrongCode": true }""" })
        {
            await sandbox.SetFaultsAsync("tidal", fault);
            await tidal.FindByIsrcAsync("QZSLT2600008", default);
            await tidal.FindByUpcAsync(["00402600000082"], default);
        }

        Assert.Contains(recorder.Exchanges, exchange => exchange.Status == 429);
        await ServiceContract.Tidal.AssertFitsAsync(recorder.Exchanges);
    }
}
