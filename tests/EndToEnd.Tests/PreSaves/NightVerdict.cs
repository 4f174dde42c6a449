using System.Text.Json;
using Smartlinks.EndToEnd.Tests.Services;

namespace Smartlinks.EndToEnd.Tests.PreSaves;

/// <summary>What must hold after a night: the end of each pre-save is right, the libraries agree with it, the artist is told the same, and no service was overrun.</summary>
internal sealed class NightVerdict(NightHost night, IReadOnlyList<NightFan> fans, IReadOnlyDictionary<string, JsonElement> links)
{
    /// <summary>A kill hits the moment between a service's new refresh token and storage in one run of many: more than one such fan is a bug.</summary>
    private const int MostLost = 1;

    public async Task AssertAsync()
    {
        var libraries = new Dictionary<string, ILookup<string, string>>();
        foreach (var service in NightHost.Services) libraries[service] = await night.LibraryAsync(service);
        var (wrong, told, lost) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var fan in fans)
        {
            var item = Assert.Single(await fan.ReadAsync());
            var (state, reason) = (item.Text("state"), item.GetProperty("reason").GetString());
            var times = libraries[fan.Service][fan.Name].Count(id => id == ItemOf(fan));
            told.Add($"{fan.Service} {char.ToLowerInvariant(state[0])}{state[1..]} {reason}");
            if (fan.HasLostPermission(state, reason, times)) lost.Add($"{fan.Name} in {fan.Zone}");
            else if (!fan.IsRight(state, reason, times)) wrong.Add($"{fan.Name} at {fan.Service} in {fan.Zone}: {state} {reason}, {times} times in the library");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(lost.Count <= MostLost, $"lost their permission: {string.Join(", ", lost)}");
        foreach (var (service, library) in libraries)
        {
            Assert.Empty(library.Select(fan => fan.Key).Except(fans.Where(fan => fan.Service == service).Select(fan => fan.Name)));
            Assert.All(library, fan => Assert.Single(fan));
        }

        var reports = await Task.WhenAll(links.Keys.Select(night.ReportAsync));
        Assert.Equal(told.Order(StringComparer.Ordinal), reports.SelectMany(items => items).Order(StringComparer.Ordinal));
        Assert.Equal((fans.Count, fans.Count), await TotalsAsync());
        await AssertLimitsAsync();
    }

    /// <summary>Taken, and ended of them; the states add up to the first.</summary>
    public async Task<(int Taken, int Ended)> TotalsAsync()
    {
        var totals = (await Task.WhenAll(links.Keys.Select(night.ProgressAsync))).Select(progress => progress.GetProperty("totals")).ToList();
        Assert.All(totals, each => Assert.Equal(each.GetProperty("taken").GetInt32(), each.GetProperty("states").EnumerateArray().Sum(state => state.GetProperty("count").GetInt32())));
        return (totals.Sum(each => each.GetProperty("taken").GetInt32()), totals.Sum(each => each.GetProperty("ended").GetInt32()));
    }

    /// <summary>As the item's address at the service ends.</summary>
    private string ItemOf(NightFan fan) => links[fan.Link].UrlAt(fan.Service)!.Split('/', '=')[^1];

    private async Task AssertLimitsAsync() => Assert.All((await night.Sandbox.GetMetersAsync()).Where(meter => meter.GetProperty("enforced").GetBoolean()), meter =>
    {
        Assert.True(meter.GetProperty("refused").GetInt32() == 0, $"{meter}");
        Assert.True(meter.GetProperty("peak").GetInt32() <= meter.GetProperty("allowed").GetInt32(), $"{meter}");
    });
}
