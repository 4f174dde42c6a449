using Smartlinks.Links;
using Smartlinks.PreSaves.Saving;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>Reads off a stage what a night came to. The link's own moments count, not what the engine made of them.</summary>
internal static class NightReader
{
    /// <param name="before">The pre-saves as the night began with them.</param>
    public static PlayedNight Read(RehearsalStage stage, Link link, IReadOnlyList<PreSave> before, DateTimeOffset beganAt, IReadOnlyList<string> failures, bool? momentsFollowed)
    {
        var after = stage.PreSaves.GroupBy(preSave => (preSave.Fan, preSave.Service, preSave.Round)).ToDictionary(group => group.Key, group => group.ToList());
        var moments = before.Select(preSave => preSave.Key.Zone).Distinct().ToDictionary(zone => zone, zone => link.Release!.InstantIn(TimeZoneInfo.FindSystemTimeZoneById(zone)));
        var looks = stage.AllBuckets.GroupBy(bucket => bucket.Key.Zone).ToDictionary(group => group.Key, group => group.Min(bucket => bucket.FirstLookAt));
        var open = before.Where(preSave => !preSave.IsEnded).Select(preSave => (preSave.Service, preSave.Fan)).ToHashSet();
        // Who canceled and said yes again has a library because of the later yes.
        var played = before.Select(preSave => Read(preSave.IsEnded && open.Contains((preSave.Service, preSave.Fan)) ? null : stage.Libraries.FirstOrDefault(each => each.Service == preSave.Service), link, preSave,
            after.GetValueOrDefault((preSave.Fan, preSave.Service, preSave.Round))?[0], moments[preSave.Key.Zone])).ToList();
        var known = before.Select(preSave => (preSave.Service, preSave.Fan)).ToHashSet();
        return new PlayedNight(played,
            [.. before.Where(preSave => !preSave.IsEnded && moments[preSave.Key.Zone] > beganAt).Select(preSave => preSave.Key.Zone).Distinct().Select(zone => new PlayedSlot(zone, moments[zone], looks.GetValueOrDefault(zone)))],
            stage.Libraries.Sum(library => library.Fans.Count(fan => !known.Contains((library.Service, fan)))),
            after.Values.Count(same => same.Count > 1), Unequal(stage), failures, stage.Clock.GetUtcNow(), momentsFollowed);
    }

    private static PlayedPreSave Read(RehearsedLibrary? library, Link link, PreSave before, PreSave? after, DateTimeOffset momentAt)
    {
        var (held, item) = (library?.HeldBy(before.Fan) ?? [], SaveItem.Of(link, before.Service)?.Item);
        return new PlayedPreSave(before, after, held.Count(each => each.Equals(item)), [.. held.Where(each => !each.Equals(item)).Select(each => each.Id)], momentAt, library?.AskedAt(before.Fan));
    }

    private static List<string> Unequal(RehearsalStage stage)
    {
        var counted = stage.PreSaves.GroupBy(preSave => preSave.Key).ToDictionary(group => group.Key, group => group.Aggregate(BucketCounts.None, (sum, preSave) => sum.With(preSave)).Write());
        return [.. stage.AllBuckets.Where(bucket => bucket.Counts.Write() != counted.GetValueOrDefault(bucket.Key, BucketCounts.None.Write())).Select(bucket => PreSaveRow.PartitionKey(bucket.Key))];
    }
}
