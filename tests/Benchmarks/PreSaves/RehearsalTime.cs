using System.Diagnostics;
using System.Globalization;
using Smartlinks.Benchmarks.Resolving;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>
/// How long the app rehearses a release of so many pre-saves, out at each fan's midnight (<c>pre-saves-rehearsal [pre-saves] …</c>), and how much memory it takes. Each on storage and an app of its own.
/// </summary>
internal static class RehearsalTime
{
    private static readonly StreamingService[] s_services = [StreamingService.Spotify, StreamingService.AppleMusic, StreamingService.Tidal, StreamingService.Deezer];

    public static async Task<int> RunAsync(string[] args)
    {
        var counts = args.Length > 0 ? args.Select(each => int.Parse(each, CultureInfo.InvariantCulture)).ToArray() : [1_000, 10_000];
        var rows = new List<IReadOnlyList<string>>();
        foreach (var count in counts) rows.Add(await RunAsync(count));
        await Console.Out.WriteAsync(Table.Write(["pre-saves", "ended as", "steps", "time", "memory before", "at most"], rows));
        return 0;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(int count)
    {
        await using var machine = new NightMachine();
        await machine.StartAsync();
        machine.Clock.MoveTo(new DateTimeOffset(NightPlan.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(-10));
        var link = await NightLinks.CreateAsync(machine, NightPlan.Tracks(machine.Sandbox.Catalogue)[0], OrganizationId.New(machine.Ids), ReleaseMoment.OnDate(NightPlan.Day, null), s_services);
        var zones = NightPlan.Zones;
        var fans = Enumerable.Range(0, count).Select(number => new NightFan(FanId.New(machine.Ids), number, FanKind.Plain, 0, s_services[number % s_services.Length], zones[number / s_services.Length % zones.Count])).ToList();
        var seeder = new FanSeeder(machine, [link]);
        await seeder.ConnectAsync(fans);
        await seeder.TakeAsync(fans);
        await machine.AddInstanceAsync(new Dictionary<string, string>(), doubling: 0);
        var before = machine.ResidentMebibytes();

        var (rehearsals, requests) = (new Rehearsals(machine.Storage.GetTableClient(Rehearsals.Table)), new RehearsalRequests(machine.Storage.GetQueueClient(RehearsalRequests.QueueName)));
        var asked = await rehearsals.TryPutAsync(new Rehearsal(link.Organization, link.Id, machine.Ids.NewUlid(), RehearsalState.Running, machine.Clock.GetUtcNow(), []), CancellationToken.None)
            ?? throw new InvalidOperationException("A rehearsal is there already.");
        var watch = Stopwatch.StartNew();
        await requests.PutAsync(new RehearsalRequest(asked.Organization, asked.Link, asked.Run), TimeSpan.Zero, CancellationToken.None);
        Rehearsal seen;
        while ((seen = (await rehearsals.FindAsync(link.Organization, link.Id, CancellationToken.None))!).State == RehearsalState.Running && watch.Elapsed < TimeSpan.FromMinutes(15)) await Task.Delay(TimeSpan.FromMilliseconds(200));
        foreach (var step in seen.Steps.Where(step => step.Outcome != StepOutcome.Passed)) await Console.Out.WriteLineAsync($"{count}: {step.Name} {step.Outcome}: {step.Seen}");
        return [count.ToString("N0", CultureInfo.InvariantCulture), seen.State.ToString(), seen.Steps.Count.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0} s"),
            string.Create(CultureInfo.InvariantCulture, $"{before:0} MiB"), string.Create(CultureInfo.InvariantCulture, $"{machine.PeakMebibytes():0} MiB")];
    }
}
