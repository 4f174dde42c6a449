using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>
/// One service at a time is down, slow or lies. Hunts services that wait for another one's fault, wrong music taken over from one that lies, and matches that
/// stay missing when all is well again.
/// </summary>
[Collection(nameof(ServiceFaultTests))]
public sealed class ServiceFaultTests(ServicesHost services) : IClassFixture<ServicesHost>
{
    /// <summary>Each service has four bad moments, the ones that keep the app away from it for long coming last; each fault strikes at least one.</summary>
    private static readonly (string Service, string[] Faults)[] s_plan =
    [
        ("spotify", ["down", "slowMs", "wrongCode", "quota"]),
        ("apple-music", ["slowMs", "down", "empty", "rateLimit"]),
        ("youtube-music", ["down", "slowMs", "wrongShape", "rateLimit"]),
        ("amazon-music", ["slowMs", "down", "html", "rateLimit"]),
        ("tidal", ["down", "slowMs", "wrongCode", "quota"]),
        ("deezer", ["slowMs", "wrongShape", "empty", "quota"]),
        ("soundcloud", ["down", "slowMs", "html", "quota"]),
    ];

    private static readonly TimeSpan s_settlesWithin = TimeSpan.FromSeconds(90);

    /// <summary>Services that have no quota left: nobody waits for them before the next day.</summary>
    private readonly List<string> _spent = [];

    /// <summary>The service of the last case.</summary>
    private string _struck = "";

    private readonly Api _api = services.Api;
    private readonly SandboxControls _sandbox = services.Sandbox;

    [Fact]
    public async Task The_others_are_found_as_ever_and_what_was_missed_is_made_up_for_when_the_fault_is_over()
    {
        // Third parties know nothing here: what is found is found by the services themselves.
        await _sandbox.SetFaultsAsync("musicbrainz", new { empty = true });
        var cases = new List<Case>();
        for (var round = 0; round < 4; round++)
            foreach (var (service, faults) in s_plan.OrderBy(each => each.Faults[round] == "quota")) cases.Add(await StrikeAsync(service, faults[round], ServicesHost.Isrc(cases.Count + 1)));

        // Misses are looked up again after ten minutes, quotas are reset after a day.
        var plain = await Task.WhenAll(cases.Select(async each => (await _api.CreateAsync(("isrc", each.Isrc))).Text("id")));
        // Who is told "in a day" while the clock jumps over that day waits for another one.
        foreach (var id in plain) await Eventually.GetAsync(() => _api.GetLinkAsync(id), link => link.IsSettled([.. _spent]), "what needs no quota is found");
        await _sandbox.AdvanceAsync(TimeSpan.FromMinutes(12));
        await _sandbox.AdvanceAsync(TimeSpan.FromHours(25));
        var wrong = new List<string>();
        await Eventually.HoldsAsync(async () => (wrong = await CompareAsync(cases, plain)).Count == 0, "all links are as without the fault", () => string.Join("\n\n", wrong), s_settlesWithin);
        Assert.All(cases, each => Assert.True(each.SettledBesides, $"{each.Service} {each.Fault}: the others waited"));
    }

    /// <summary>The fault is on until the other eight services are through.</summary>
    private async Task<Case> StrikeAsync(string service, string fault, string isrc)
    {
        await _sandbox.SetFaultsAsync(service, new Dictionary<string, object> { [fault] = fault == "slowMs" ? 8_000 : true });
        var id = (await _api.CreateAsync(("isrc", isrc))).Text("id");
        // A slow service must still be out when all others are in, or they were waiting for it. The one that was down just before may be kept away from for longer.
        var first = await Eventually.GetAsync(() => _api.GetLinkAsync(id), link => link.IsSettled([service, _struck, .. _spent]), $"{service} {fault}: most others are found for {isrc}");
        var besides = fault != "slowMs" || first.StatusAt(service) == "pending";
        var link = await Eventually.GetAsync(() => _api.GetLinkAsync(id), link => link.IsSettled([service, .. _spent]), $"{service} {fault}: the others are found for {isrc}");
        await _sandbox.ClearFaultsAsync(service);
        Assert.All(Destinations.AllServices.Except([service, "pandora", "bandcamp", .. _spent]), other => Assert.True(link.StatusAt(other) == "confirmed", $"{service} {fault}: {other} is {link.Destination(other)}"));
        // Whatever it said meanwhile, nobody was sent to something else.
        Assert.True(link.StatusAt(service) is "pending" or "notFound" or "search" or "confirmed", $"{service} {fault}: {link.Destination(service)}");
        if (fault == "quota") _spent.Add(service);
        _struck = service;
        return new Case(service, fault, isrc, id, besides);
    }

    private async Task<List<string>> CompareAsync(List<Case> cases, string[] plain)
    {
        var different = new List<string>();
        for (var i = 0; i < cases.Count; i++)
        {
            var (struck, expected) = (await _api.GetLinkAsync(cases[i].Id), await _api.GetLinkAsync(plain[i]));
            if (!expected.IsSettled() || struck.States() != expected.States()) different.Add($"{cases[i].Service} {cases[i].Fault} {cases[i].Isrc}\n{Describe(struck)}\nwithout:\n{Describe(expected)}");
        }

        return different;
    }

    private static string Describe(JsonElement link) =>
        string.Join('\n', Destinations.AllServices.Where(service => link.StatusAt(service) != "confirmed").Select(service => $"  {service} {link.StatusAt(service)} {link.ReasonAt(service)} next {link.Destination(service).NextLookUpAt()}"));

    private sealed record Case(string Service, string Fault, string Isrc, string Id, bool SettledBesides);
}

/// <summary>What is measured here is who waits for whom: no other test may be in the way.</summary>
[CollectionDefinition(nameof(ServiceFaultTests), DisableParallelization = true)]
public sealed class ServiceFaultDefinition;
