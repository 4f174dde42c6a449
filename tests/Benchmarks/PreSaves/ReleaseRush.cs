using System.Diagnostics;
using System.Globalization;
using Smartlinks.Benchmarks.Resolving;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Renewing;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>
/// One release, out everywhere at one instant, whose services allow all that is asked (<c>pre-saves-rush [fans] [fans] …</c>): how long after its moment the music is in fans' libraries,
/// and how much memory an instance takes, for different numbers of fans side by side. Each round is on storage and an app of its own.
/// </summary>
internal static class ReleaseRush
{
    private static readonly StreamingService[] s_services = [StreamingService.Spotify, StreamingService.AppleMusic, StreamingService.Tidal];

    private static readonly Dictionary<string, string> s_paces = new() { ["Spotify__SavesPerMinute"] = "60000", ["AppleMusic__SavesPerMinute"] = "60000", ["Tidal__SavesPerMinute"] = "60000" };

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var counts = args.Length > 0 ? args.Select(each => int.Parse(each, CultureInfo.InvariantCulture)).ToArray() : [2_000, 20_000];
        var rows = new List<IReadOnlyList<string>>();
        foreach (var count in counts) rows.AddRange(await RunAsync(count));
        await Console.Out.WriteAsync(Table.Write(["fans", "service", "saved", "median", "p95", "last", "memory before", "at most"], rows));
        return 0;
    }

    private static async Task<IEnumerable<IReadOnlyList<string>>> RunAsync(int count)
    {
        await using var machine = new NightMachine();
        await using var pulse = new NightPulse(machine);
        await machine.StartAsync();
        foreach (var meter in new[] { "spotify-saves", "apple-music", "tidal-saves" }) if (machine.Sandbox.Meters.TryGet(meter, out var found)) found.Enforce(false);
        var moment = new DateTimeOffset(NightPlan.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        // The access tokens of then are long out of date at the release: all of them have to be renewed.
        machine.Clock.MoveTo(moment.AddDays(-30));
        var link = await NightLinks.CreateAsync(machine, NightPlan.Tracks(machine.Sandbox.Catalogue)[0], OrganizationId.New(machine.Ids), ReleaseMoment.AtInstant(moment), s_services);
        var fans = Enumerable.Range(0, count).Select(number => new NightFan(FanId.New(machine.Ids), number, FanKind.Plain, 0, s_services[(number % 10) switch { 0 => 2, <= 2 => 1, _ => 0 }], "Etc/UTC")).ToList();
        var seeder = new FanSeeder(machine, [link]);
        await seeder.ConnectAsync(fans);
        await seeder.TakeAsync(fans);
        await machine.AddInstanceAsync(s_paces, doubling: 0);
        var before = machine.ResidentMebibytes();
        pulse.Start(kills: false);
        var renewing = await RenewAsync(machine, moment);
        // The timer fires with the jump, and has the messages wait for the moment.
        machine.Clock.MoveTo(moment.AddSeconds(-15));
        for (var end = machine.Clock.GetUtcNow().AddMinutes(15); machine.Clock.GetUtcNow() < end && machine.Sandbox.Libraries.ReadTotals().Sum(each => each.Items) < count;) await Task.Delay(TimeSpan.FromSeconds(1));
        await pulse.StopAsync();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} fans: grants were renewed ahead in {renewing.TotalSeconds:0} s"));
        return [.. Describe(machine, link, fans, moment, before, pulse.PeakMebibytes)];
    }

    /// <summary>What is done in the half hour before the moment, in the time it takes: until nothing was left to renew for some seconds.</summary>
    private static async Task<TimeSpan> RenewAsync(NightMachine machine, DateTimeOffset moment)
    {
        machine.Clock.MoveTo(moment - RenewalTimer.Ahead);
        var queue = machine.Storage.GetQueueClient(RenewalRequests.QueueName);
        var (watch, lastSeen) = (Stopwatch.StartNew(), TimeSpan.Zero);
        while (watch.Elapsed < lastSeen + s_quiet && machine.Clock.GetUtcNow() < moment.AddMinutes(-1))
        {
            if (await queue.GetApproximateMessageCountAsync() > 0) lastSeen = watch.Elapsed;
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        return lastSeen;
    }

    private static IEnumerable<IReadOnlyList<string>> Describe(NightMachine machine, Link link, List<NightFan> fans, DateTimeOffset moment, double before, double peak)
    {
        var items = s_services.ToDictionary(service => service, service => NightLinks.ItemOf(link, service));
        var saved = fans.SelectMany(fan => machine.Sandbox.Libraries.List(fan.Service, fan.Name).Where(entry => entry.Item.Id == items[fan.Service]).Select(entry => (fan.Service, Wait: (entry.AddedAt - moment).TotalSeconds))).ToList();
        yield return [Text(fans.Count), "all", .. Waits(saved.Select(each => each.Wait)), Text(before) + " MiB", Text(peak) + " MiB"];
        foreach (var service in s_services) yield return ["", service.Id, .. Waits(saved.Where(each => each.Service == service).Select(each => each.Wait)), "", ""];
    }

    private static IEnumerable<string> Waits(IEnumerable<double> seconds)
    {
        var waits = seconds.Order().ToList();
        return [Text(waits.Count), Seconds(waits[waits.Count / 2]), Seconds(waits[(int)(waits.Count * 0.95)]), Seconds(waits[^1])];
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
