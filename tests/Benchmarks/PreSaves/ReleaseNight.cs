using System.Diagnostics;
using System.Globalization;
using Smartlinks.Benchmarks.Resolving;
using Smartlinks.Links;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.PreSaves;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>
/// A release night (<c>pre-saves-night [pre-saves] [instances] [log file]</c>): five links of two organizations, four services and thirty zones, worked off by instances of the built app that are
/// killed all the time, with messages delivered twice, two timers, missed minutes, a moved date, music that comes late or never, and services and fans that misbehave. Days pass in
/// minutes. Fails unless every pre-save ends in one state that fits its fan, the libraries agree, and no service's limit was exceeded.
/// </summary>
internal sealed class ReleaseNight : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(100);

    /// <summary>Farther than the last try is from the last moment.</summary>
    private static readonly TimeSpan s_afterwards = TimeSpan.FromHours(80);

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(40);

    /// <summary>When all zones are through: what is left waits for hours.</summary>
    private static readonly TimeSpan s_longStep = TimeSpan.FromHours(4);

    // What a large label's app might be allowed; Deezer's is near what it publishes for everybody. Each is below the limit by what jumps of the clock let through at once.
    private static readonly Dictionary<string, string> s_paces = new()
    {
        ["Spotify__SavesPerMinute"] = "9000",
        ["AppleMusic__SavesPerMinute"] = "6000",
        ["Tidal__SavesPerMinute"] = "6000",
        ["Deezer__SavesPerMinute"] = "400",
        ["Deezer__RequestsPer5Seconds"] = "10",
    };

    private static readonly Dictionary<string, int> s_limits = new() { ["spotify-saves"] = 60, ["apple-music"] = 10, ["tidal-saves"] = 800, ["deezer"] = 1 };

    private readonly NightMachine _machine;
    private readonly NightPulse _pulse;
    private readonly long _began = Stopwatch.GetTimestamp();
    private IReadOnlyList<Track> _tracks = [];
    private List<Link> _links = [];
    private List<NightFan> _fans = [];

    private ReleaseNight(string? log) => _pulse = new NightPulse(_machine = new NightMachine(log));

    public static async Task<int> RunAsync(string[] args)
    {
        var preSaves = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200_000;
        var instances = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2;
        await using var night = new ReleaseNight(args.Length > 2 ? args[2] : null);
        return await night.RunAsync(preSaves, instances);
    }

    public async ValueTask DisposeAsync()
    {
        await _pulse.DisposeAsync();
        await _machine.DisposeAsync();
    }

    private async Task<int> RunAsync(int preSaves, int instances)
    {
        await _machine.StartAsync();
        await PrepareAsync(preSaves);
        await SayAsync($"{preSaves:N0} pre-saves are taken");
        foreach (var (source, times) in s_limits) if (_machine.Sandbox.Meters.TryGet(source, out var meter)) meter.Allow(times);
        for (var instance = 0; instance < instances; instance++) await _machine.AddInstanceAsync(s_paces, doubling: 0.05);
        var from = Stopwatch.GetTimestamp();
        _pulse.Start();
        await PlayAsync();
        await _pulse.StopAsync();
        await SayAsync("the night is over");
        return await JudgeAsync(Stopwatch.GetElapsedTime(from));
    }

    private async Task PrepareAsync(int preSaves)
    {
        _tracks = NightPlan.Tracks(_machine.Sandbox.Catalogue);
        var day = new DateTimeOffset(NightPlan.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        _machine.Clock.MoveTo(day.AddDays(-181));
        _links = await NightPlan.CreateLinksAsync(_machine, _tracks);
        _fans = NightPlan.Fans(_machine, _links, preSaves);
        var seeder = new FanSeeder(_machine, _links);
        await seeder.ConnectAsync(_fans.Where(fan => fan.Kind == FanKind.Expired));
        _machine.Clock.MoveTo(day.AddDays(-60));
        await seeder.ConnectAsync(_fans.Where(fan => fan.Kind != FanKind.Expired));
        await SayAsync("all fans have consented");
        await seeder.TakeAsync(_fans);
        var moved = await _machine.Links.ChangeAsync(_links[NightPlan.MovedLink].Address, _links[NightPlan.MovedLink].Id, link => link with { Release = ReleaseMoment.OnDate(NightPlan.Day, null) }, CancellationToken.None);
        await _machine.Follower.FollowAsync(_links[NightPlan.MovedLink] = moved!, CancellationToken.None);
    }

    private async Task PlayAsync()
    {
        var slots = new List<(Link Link, Slot Slot)>();
        foreach (var link in _links) slots.AddRange((await _machine.Slots.ListAsync(link.Id, CancellationToken.None)).Select(slot => (link, slot)));
        var moments = slots.Select(each => each.Slot.MomentOf(each.Link)!.Value).Distinct().Order().ToList();
        var (open, faults) = (new OpenBuckets(_machine, slots), new NightFaults(_machine.Sandbox.Faults));
        faults.Lasting[StreamingService.Deezer] = new Fault(FaultKind.NotLiveYet, null, null);
        for (var number = 0; number < moments.Count; number++)
        {
            faults.Begin(number);
            // Now and then the timer comes minutes late, else in time to have the messages wait for the moment.
            _machine.Clock.MoveTo(moments[number] + (number % 6 == 5 ? TimeSpan.FromMinutes(7) : TimeSpan.FromSeconds(-8)));
            _pulse.NoteMoment();
            if (number == 3 && faults.Lasting.Remove(StreamingService.Deezer)) faults.Set();
            if (number == moments.Count / 2) await ComeLateAsync();
            var isLast = number + 1 == moments.Count;
            await WorkOffAsync(open, faults, isLast ? moments[^1] + s_afterwards : moments[number + 1], isLast ? s_longStep : s_step);
        }
    }

    /// <summary>The match that was missing.</summary>
    private async Task ComeLateAsync() => _links[NightPlan.LateLink] = (await _machine.Links.ChangeAsync(_links[NightPlan.LateLink].Address, _links[NightPlan.LateLink].Id,
        link => link.With(NightLinks.Found(_tracks[NightPlan.LateLink], StreamingService.Tidal)), CancellationToken.None))!;

    /// <summary>Lets the apps work until nothing is to be done before <paramref name="next"/>, jumping over the time in which everybody waits.</summary>
    private async Task WorkOffAsync(OpenBuckets open, NightFaults faults, DateTimeOffset next, TimeSpan step)
    {
        while (true)
        {
            var nextLook = await WaitAsync(open);
            if (open.Count == 0) return;
            if (Stopwatch.GetElapsedTime(_began) > s_longest) throw new TimeoutException($"The night takes too long: {open.Count} buckets are open.");
            var now = _machine.Clock.GetUtcNow();
            // So far that the timer believes the waiting message lost, and its row has come.
            var goal = (nextLook ?? now).AddMinutes(2.5);
            if (goal < now + step) goal = now + step;
            if (goal > next.AddMinutes(-5)) return;
            faults.Calm();
            _machine.Clock.MoveTo(goal);
        }
    }

    /// <summary>
    /// Until nobody is at work, or nothing has ended for so long that what is left belongs to a dead process or is tried in vain: music that is not live yet, a service that is short of calls.
    /// </summary>
    private async Task<DateTimeOffset?> WaitAsync(OpenBuckets buckets)
    {
        var (open, since) = (-1L, Stopwatch.GetTimestamp());
        while (true)
        {
            // A look reads every bucket that is due and open: more often it would be storage's main work.
            await Task.Delay(s_betweenLooks);
            var seen = await buckets.LookAsync();
            if (_pulse.IsTimeToTell) await SayAsync($"{_machine.Clock.GetUtcNow():MM-dd HH:mm} in the story, {buckets.Count} buckets open, {seen.Open} pre-saves waiting in those that are due, {_pulse.Kills} kills");
            if (!seen.IsBusy) return seen.NextLook;
            if (seen.Open != open) (open, since) = (seen.Open, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(10)) return seen.NextLook;
        }
    }

    private async Task<int> JudgeAsync(TimeSpan took)
    {
        var verdict = new NightVerdict(_machine, _links, _fans, NightPlan.NeverComes);
        var wrong = await verdict.JudgeAsync();
        var meters = _machine.Sandbox.Meters.Read().Where(meter => s_limits.ContainsKey(meter.Source.Id)).ToList();
        var totals = _machine.Sandbox.Libraries.ReadTotals();
        await Console.Out.WriteAsync(Table.Write(["service", "state", "reason", "pre-saves"], verdict.Ends().Select(each => (IReadOnlyList<string>)[each.Service.Id, each.State.ToString(), each.Reason ?? "", Text(each.Count)])));
        await Console.Out.WriteAsync(Table.Write(["limit", "allowed", "peak", "requests", "refused"],
            meters.Select(meter => (IReadOnlyList<string>)[meter.Source.Id, meter.Limit, Text(meter.Peak), Text(meter.Requests), Text(meter.Refused)])));
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{_fans.Count:N0} pre-saves, {_machine.Hosts.Count} instances, {_pulse.Kills} kills, {_machine.Duplicates} messages doubled, {took.TotalSeconds:N0} s; {totals.Sum(each => each.Items):N0} items in libraries, {totals.Sum(each => each.Adds - each.Items):N0} of them asked for again; {verdict.LostPermissions} permissions lost with a kill; at most {_pulse.PeakMebibytes:N0} MiB in an instance"));
        foreach (var line in wrong.Take(40)) await Console.Out.WriteLineAsync(line);
        var kept = meters.All(meter => meter.Refused == 0 && meter.Peak <= meter.Allowed);
        await Console.Out.WriteLineAsync(wrong.Count == 0 && kept ? "Everything is right." : $"{wrong.Count} are wrong; limits {(kept ? "kept" : "exceeded")}.");
        return wrong.Count == 0 && kept ? 0 : 1;
    }

    private Task SayAsync(string what) => Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_began):hh\\:mm\\:ss} {what}"));

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
