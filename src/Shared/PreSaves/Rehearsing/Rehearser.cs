using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves.Rehearsing.Playing;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>
/// Plays a link's release three times against a copy: as it should go, with services that misbehave and a date that is moved, and with an app that is killed and hears everything
/// twice. Fans are made up for every zone in which there are none. Reads the real tables, and writes nothing to them.
/// </summary>
/// <param name="offered">Where fans can pre-save a link at this deployment.</param>
/// <param name="between">What stands between engine and libraries; null: nothing.</param>
/// <param name="zones">Where fans are made up; null: in every zone.</param>
public sealed class Rehearser(RehearsalCopier copier, Func<Link, IReadOnlyList<FanService>> offered, PreSaveOptions options, IIdSource ids, Func<RehearsedLibrary, IFanLibrary>? between = null,
    IReadOnlyCollection<TimeZoneInfo>? zones = null)
{
    /// <summary>Pre-saves in the second and third play.</summary>
    private const int MostInTrouble = 1_000;

    private static readonly TimeSpan s_longest = PreSaveRules.Patience + TimeSpan.FromHours(8);
    private static readonly TimeSpan s_before = TimeSpan.FromHours(1);

    /// <param name="tell">Hears how much is done, 0 to 1.</param>
    public async Task<IReadOnlyList<RehearsalStep>> RehearseAsync(Link link, Func<double, Task> tell, CancellationToken cancellationToken)
    {
        var copy = await copier.TakeAsync(link, cancellationToken);
        var services = copier.CanOpenGrants ? offered(link) : [];
        var preparations = new Preparations(copy, services, copier.CanOpenGrants);
        if (!preparations.CanPlay) return preparations.All;
        var madeUp = MakeUp(copy, services);
        var libraries = services.ToDictionary(each => each.Service, each => each.Library);
        PreSaveState? Expected(PreSave preSave) => ExpectedEnd.Of(copy, libraries, preSave);
        var plain = await PlayAsync(Stage(copy, false), copy, madeUp, null, isMoved: false, done => tell(done * 0.5), cancellationToken);
        var thin = copy.Thin(MostInTrouble);
        var (troubled, interruptions) = (Stage(thin, true), new RehearsedInterruptions());
        var second = await PlayAsync(troubled, thin, madeUp, null, isMoved: true, done => tell(0.5 + (done * 0.25)), cancellationToken);
        var third = await PlayAsync(Stage(thin, false), thin, madeUp, interruptions, isMoved: false, done => tell(0.75 + (done * 0.25)), cancellationToken);
        return [.. preparations.All, .. NightChecks.All(plain, Expected), .. HardNights.Of(second, troubled.Troubles!, third, interruptions, Expected)];

        RehearsalStage Stage(RehearsalCopy played, bool hasTroubles) => new(played, services.Select(each => each.Library), options, hasTroubles, between);
    }

    /// <summary>One in each zone in which nobody has a pre-save, at the services in turn, those first where there is something to save.</summary>
    private List<MadeUpFan> MakeUp(RehearsalCopy copy, IReadOnlyList<FanService> services)
    {
        var found = services.Where(each => SaveItem.Of(copy.Link, each.Service) is not null).ToList();
        var (able, taken) = (found.Count > 0 ? found : services.Take(1).ToList(), copy.Slots.Select(slot => slot.Zone).ToHashSet(StringComparer.Ordinal));
        return [.. (zones ?? TimeZoneInfo.GetSystemTimeZones()).Where(zone => zone.HasIanaId && !taken.Contains(zone.Id)).Select((zone, index) => new MadeUpFan(FanId.New(ids), zone, able[index % able.Count].Service))];
    }

    private static async Task<PlayedNight> PlayAsync(RehearsalStage stage, RehearsalCopy copy, IReadOnlyList<MadeUpFan> madeUp, RehearsedInterruptions? interruptions, bool isMoved, Func<double, Task> tell,
        CancellationToken cancellationToken)
    {
        await stage.SetAsync(madeUp, cancellationToken);
        var before = stage.PreSaves;
        bool? followed = isMoved ? await MoveAsync(stage, copy, cancellationToken) : null;
        var (first, last) = (copy.Link.Release!.EarliestAt, before.Select(preSave => copy.MomentOf(preSave.Key.Zone)).Append(copy.TakenAt).Max());
        var (night, until) = (new RehearsalNight(stage, interruptions), last + s_longest);
        await night.PlayAsync(until, at => tell(Math.Clamp((at - first) / (until - first), 0, 1)), cancellationToken);
        return NightReader.Read(stage, copy.Link, before, copy.TakenAt, night.Failures, followed);
    }

    /// <summary>The date goes a day back and, an hour before the first moment, to where it is. Null: it is too late for that.</summary>
    private static async Task<bool?> MoveAsync(RehearsalStage stage, RehearsalCopy copy, CancellationToken cancellationToken)
    {
        var release = copy.Link.Release!;
        if (release.EarliestAt - s_before <= copy.TakenAt) return null;
        var later = release.At is { } at ? ReleaseMoment.AtInstant(at.AddDays(1)) : ReleaseMoment.OnDate(release.On!.Value.AddDays(1), release.Zone);
        await stage.MoveReleaseAsync(later, cancellationToken);
        var followed = await FollowsAsync(stage, copy, later, cancellationToken);
        stage.Clock.MoveTo(release.EarliestAt - s_before);
        await stage.MoveReleaseAsync(release, cancellationToken);
        return followed && await FollowsAsync(stage, copy, release, cancellationToken);
    }

    private static async Task<bool> FollowsAsync(RehearsalStage stage, RehearsalCopy copy, ReleaseMoment release, CancellationToken cancellationToken)
    {
        foreach (var slot in await stage.Slots.ListAsync(copy.Link.Id, cancellationToken))
            if (slot.MomentAt != release.InstantIn(TimeZoneInfo.FindSystemTimeZoneById(slot.Zone))) return false;
        return true;
    }
}
