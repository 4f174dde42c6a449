using System.Globalization;
using System.Text.Json;
using Smartlinks.EndToEnd.Tests.Faults;
using Smartlinks.EndToEnd.Tests.Services;
using Smartlinks.PreSaves;

namespace Smartlinks.EndToEnd.Tests.PreSaves;

/// <summary>
/// Some hundred pre-saves through consent, night and days after, while the app is killed, queue messages come twice, a second timer fires, and services and fans misbehave.
/// Hunts a pre-save that is lost, counted twice or told wrong, and music in a library twice or of somebody who took the permission back.
/// </summary>
[Collection(nameof(FaultTests))]
public sealed class KillingInTheNightTests
{
    private const int FansOfOneKind = 2;
    private const int PlainFans = 4;
    private const int KillsWhileTaking = 2;
    private const int KillsInTheNight = 8;

    private static readonly string[] s_zones = ["Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"];
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_endsWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_turnWithin = TimeSpan.FromSeconds(15);

    private readonly Random _random = new(20261204);
    private readonly List<NightFan> _fans = [];
    private readonly Dictionary<string, JsonElement> _links = [];
    private NightHost _night = null!;
    private DateOnly _day;
    private int _kills;

    [Fact]
    public async Task Every_pre_save_ends_once_and_the_libraries_agree_though_the_app_is_killed_again_and_again()
    {
        await using var night = _night = await NightHost.StartAsync();
        _day = DateOnly.FromDateTime((await night.Sandbox.GetNowAsync()).UtcDateTime).AddDays(3);
        await CreateAsync(45, new { on = Text(_day), zone = "local" });
        await CreateAsync(46, new { at = $"{Text(_day)}T12:00:00Z" });
        await TakeAsync();
        await MisbehaveAsync();
        foreach (var moment in Moments()) await LiveThroughAsync(moment);

        await BringLateMusicAsync();
        await UntilEndedAsync(fan => fan.Kind is NightFanKind.Plain || (fan.Kind == NightFanKind.Late && fan.Service != "deezer"), TimeSpan.FromMinutes(10));
        // A refusal is believed when it is repeated an hour later, and the last look at what was only taken is after two.
        await UntilEndedAsync(fan => fan.Kind != NightFanKind.Late || fan.Service != "deezer", TimeSpan.FromMinutes(20));
        await UntilEndedAsync(_ => true, TimeSpan.FromHours(24));

        await new NightVerdict(night, _fans, _links).AssertAsync();
        Assert.Equal(KillsInTheNight, _kills);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task CreateAsync(int recording, object release)
    {
        var link = await _night.CreateLinkAsync(recording, release);
        _links[link.Text("id")] = link;
    }

    private IEnumerable<DateTimeOffset> Moments()
    {
        foreach (var zone in s_zones.Select(TimeZoneInfo.FindSystemTimeZoneById)) yield return MidnightIn(zone);
        yield return new DateTimeOffset(_day, new TimeOnly(12, 0), TimeSpan.Zero);
    }

    private DateTimeOffset MidnightIn(TimeZoneInfo zone) => new(TimeZoneInfo.ConvertTimeToUtc(_day.ToDateTime(TimeOnly.MinValue), zone));

    private async Task TakeAsync()
    {
        foreach (var (id, link) in _links)
            foreach (var (service, zone) in NightHost.Services.SelectMany(service => s_zones.Select(zone => (service, zone))))
                foreach (var kind in KindsAt(service)) _fans.Add(new NightFan(_night.NewBrowser($"{kind}-{_fans.Count}".ToLowerInvariant()), kind, id, link.Text("slug"), service, zone));
        var taking = Parallel.ForEachAsync(_fans, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (fan, _) => await fan.InsistAsync());
        for (var kills = 0; kills < KillsWhileTaking && !taking.IsCompleted;)
        {
            await Task.WhenAny(taking, Task.Delay(TimeSpan.FromSeconds(_random.Next(4, 8))));
            if (await _night.Host.KillAppAsync()) kills++;
        }

        await taking;
        Assert.Equal(_fans.Count, (await new NightVerdict(_night, _fans, _links).TotalsAsync()).Taken);
    }

    private static IEnumerable<NightFanKind> KindsAt(string service)
    {
        NightFanKind[] odd = service switch
        {
            "spotify" => [NightFanKind.Revoked, NightFanKind.Late, NightFanKind.Unlisted],
            "tidal" => [NightFanKind.Expired, NightFanKind.Late],
            "deezer" => [NightFanKind.Revoked, NightFanKind.Late],
            _ => [NightFanKind.Revoked, NightFanKind.Ignored],
        };
        return Enumerable.Repeat(NightFanKind.Plain, PlainFans).Concat(odd.SelectMany(kind => Enumerable.Repeat(kind, FansOfOneKind)));
    }

    private async Task MisbehaveAsync()
    {
        var (late, revoked) = (new { fan = "late-*" }, new { fan = "revoked-*" });
        await _night.Sandbox.SetFaultsAsync("spotify", new { revoked, notLiveYet = late, notAllowListed = new { fan = "unlisted-*" }, rateLimit = new { value = 2, times = 6 } });
        await _night.Sandbox.SetFaultsAsync("tidal", new { expiredGrants = new { fan = "expired-*" }, notLiveYet = late, rotateTokens = true, serverError = new { value = 503, times = 12 } });
        await _night.Sandbox.SetFaultsAsync("deezer", new { revoked, notLiveYet = late, rateLimit = new { value = 1, times = 4 } });
        await _night.Sandbox.SetFaultsAsync("apple-music", new { revoked, ignoreItem = new { fan = "ignored-*" }, serverError = new { value = 500, times = 8 } });
    }

    private async Task BringLateMusicAsync()
    {
        await _night.Sandbox.SetFaultsAsync("spotify", new { revoked = new { fan = "revoked-*" }, notAllowListed = new { fan = "unlisted-*" } });
        await _night.Sandbox.SetFaultsAsync("tidal", new { expiredGrants = new { fan = "expired-*" }, rotateTokens = true });
    }

    /// <summary>From just before the moment on: kills, doubled messages and a second timer, until whose moment it was have their music.</summary>
    private async Task LiveThroughAsync(DateTimeOffset moment)
    {
        await _night.Sandbox.MoveToAsync(moment.AddSeconds(-20));
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(0, 1_500)));
        await _night.Sandbox.MoveToAsync(moment.AddSeconds(5));
        for (var kills = 0; kills < KillsInTheNight / 4;)
        {
            await Task.WhenAll(_night.FireAsync(), DeliverDueAsync(times: 2));
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(50, 1_500)));
            if (!await _night.Host.KillAppAsync()) continue;
            (kills, _kills) = (kills + 1, _kills + 1);
            // What the dead one held is free after two minutes.
            await _night.Sandbox.AdvanceAsync(TimeSpan.FromSeconds(121));
        }

        await UntilEndedAsync(fan => fan.Kind == NightFanKind.Plain && MomentOf(fan) <= moment, TimeSpan.FromMinutes(1));
    }

    private DateTimeOffset MomentOf(NightFan fan) => MomentOf(fan.Link, fan.Zone);

    private DateTimeOffset MomentOf(string link, string zone) => link == _links.Keys.First() ? MidnightIn(TimeZoneInfo.FindSystemTimeZoneById(zone)) : new DateTimeOffset(_day, new TimeOnly(12, 0), TimeSpan.Zero);

    /// <summary>The story's clock goes on, at least a step at a time, to where something is to be done; and only when what was to be done is done.</summary>
    private async Task UntilEndedAsync(Func<NightFan, bool> isMeant, TimeSpan step)
    {
        var (left, started) = (_fans.Where(isMeant).ToList(), TimeProvider.System.GetTimestamp());
        while (true)
        {
            var next = await WorkOffAsync();
            left = [.. (await Task.WhenAll(left.Select(async fan => (Fan: fan, HasEnded: HasEnded(await fan.ReadAsync()))))).Where(each => !each.HasEnded).Select(each => each.Fan)];
            if (left.Count == 0) return;
            var now = await _night.Sandbox.GetNowAsync();
            if (TimeProvider.System.GetElapsedTime(started) > s_endsWithin) Assert.Fail($"{now:O}: {left.Count} have not ended, such as {left[0].Name}: {string.Join(' ', await left[0].ReadAsync())}\n{string.Join('\n', await _night.ListOpenAsync())}");
            // A service that wants to be left alone for seconds is asked again after them.
            await _night.Sandbox.MoveToAsync(next > now + step || next - now < s_soon ? next : now + step);
        }
    }

    private static bool HasEnded(IReadOnlyList<JsonElement> items) => items.All(item => item.Text("state") is not ("Queued" or "Saving"));

    /// <summary>Has everything done that is due. When there is something to do again.</summary>
    private async Task<DateTimeOffset> WorkOffAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        await DeliverDueAsync(times: 1);
        while (true)
        {
            var (now, open) = (await _night.Sandbox.GetNowAsync(), await OpenAsync());
            var isDone = open.All(bucket => bucket.Holder is null && bucket.LookAt > now);
            if (isDone || TimeProvider.System.GetElapsedTime(started) > s_turnWithin) return open.Select(bucket => bucket.HeldUntil ?? bucket.LookAt ?? now).Append(now.AddDays(1)).Min() + TimeSpan.FromSeconds(1);
            await Task.Delay(100);
        }
    }

    private async Task DeliverDueAsync(int times)
    {
        var now = await _night.Sandbox.GetNowAsync();
        foreach (var bucket in (await OpenAsync()).Where(bucket => !(bucket.LookAt > now))) await _night.DeliverAsync(bucket, _links[bucket.Key.Link.ToString()].Text("slug"), times);
    }

    /// <summary>Buckets with something left whose moment has come.</summary>
    private async Task<IReadOnlyList<Bucket>> OpenAsync()
    {
        var now = await _night.Sandbox.GetNowAsync();
        return [.. (await _night.ListOpenAsync()).Where(bucket => MomentOf(bucket.Key.Link.ToString(), bucket.Key.Zone) <= now)];
    }
}
