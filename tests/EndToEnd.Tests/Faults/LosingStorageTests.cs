using System.Diagnostics;
using System.Net;

namespace Smartlinks.EndToEnd.Tests.Faults;

[Collection(nameof(FaultTests))]
public sealed class LosingStorageTests
{
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task While_storage_is_out_for_half_a_minute_warm_links_serve_and_their_clicks_are_counted_later()
    {
        await using var host = await LocalHostProcess.StartAsync();
        var links = await host.CreateLinksAsync(20);
        var cold = (await host.CreateLinksAsync(1))[0];
        var app = host.HandlerProcessId;
        await using var load = new Load(host.Url, links);
        load.Start();
        await load.WaitForAnswersAsync(links.Count * 3);

        await host.SetFaultAsync("storage", new { down = true });
        Assert.Null(host.AzuriteProcessId);
        var outage = Stopwatch.GetTimestamp();
        using (var answer = await host.Http.GetAsync(new Uri($"/{cold.Slug}", UriKind.Relative))) Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        using (var answer = await host.Api.SendAsync(HttpMethod.Post, host.Api.LinksPath, new { isrc = "GBDUW0000057" }))
            Assert.Equal("urn:smartlinks:storage-unavailable", (await Api.ReadAsync(answer, HttpStatusCode.ServiceUnavailable)).Text("type"));
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(outage) >= s_outage, "the outage has lasted");
        await load.WaitForAnswersAsync(links.Count);
        await load.StopAsync();
        await host.ClearFaultsAsync("storage");

        Assert.Empty(load.Failures);
        Assert.Equal(app, host.HandlerProcessId);
        await host.AssertExactAsync(links, load);
        using (var answer = await host.Http.GetAsync(new Uri($"/{cold.Slug}", UriKind.Relative))) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Azurite_that_ends_is_started_again_with_its_data()
    {
        await using var host = await LocalHostProcess.StartAsync();
        var link = (await host.CreateLinksAsync(1))[0];
        var before = host.AzuriteProcessId;

        await ProcessTable.SignalAsync(before!.Value, "TERM");
        await Eventually.HoldsAsync(() => host.AzuriteProcessId is { } now && now != before, "another Azurite runs", () => host.Output);

        Assert.Contains("Azurite ended by itself", host.Output, StringComparison.Ordinal);
        using var answer = await Eventually.GetAsync(() => host.Api.SendAsync(HttpMethod.Get, $"{host.Api.LinksPath}/{link.Id}"), answer => answer.StatusCode == HttpStatusCode.OK, "the app reads the link");
        Assert.Equal(link.Slug, (await Api.ReadAsync(answer, HttpStatusCode.OK)).Text("slug"));
    }
}
