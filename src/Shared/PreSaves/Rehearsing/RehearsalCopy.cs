using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>How long a grant lasts: all of it that a rehearsal gets to know.</summary>
/// <param name="EndsAt">Null: no end is known.</param>
/// <param name="Ended">Null: it is not dead.</param>
public sealed record CopiedGrant(DateTimeOffset? EndsAt, GrantEnd? Ended)
{
    /// <summary>Why it gives no access at an instant; null: it does.</summary>
    public string? ClosedAt(DateTimeOffset at) => Ended == GrantEnd.Revoked ? PreSaveReasons.GrantRefused : Ended is not null || EndsAt <= at ? PreSaveReasons.GrantEnded : null;
}

/// <summary>A fan who was made up for a zone in which the link has no pre-saves yet. The grant has no end.</summary>
public sealed record MadeUpFan(FanId Fan, TimeZoneInfo Zone, StreamingService Service);

/// <summary>What a rehearsal plays with: the link's data at one time, without a token and without anything sealed.</summary>
/// <param name="Moments">The timer's rows of the slots that are to come, as they lie there.</param>
/// <param name="FirstLooks">When savers first took buckets, of slots whose moment has come.</param>
/// <param name="PreSaves">All, or a sample in which each zone, service and state is represented.</param>
/// <param name="Grants">By fan and service, of the open ones among <paramref name="PreSaves"/>; who has none is not in it.</param>
/// <param name="Open">How many are open of all, not only of the sample.</param>
/// <param name="Total">How many pre-saves there are in all.</param>
public sealed record RehearsalCopy(
    DateTimeOffset TakenAt, Link Link, IReadOnlyList<Slot> Slots, IReadOnlyList<SaveMoment> Moments, IReadOnlyDictionary<PreSaveKey, DateTimeOffset> FirstLooks, IReadOnlyList<PreSave> PreSaves,
    IReadOnlyDictionary<(FanId Fan, StreamingService Service), CopiedGrant> Grants, IReadOnlyDictionary<(string Zone, StreamingService Service), int> Open, int Total)
{
    private readonly HashSet<(FanId, StreamingService)> _fans = [.. PreSaves.Select(preSave => (preSave.Fan, preSave.Service))];

    public bool IsSample => PreSaves.Count < Total;

    public IEnumerable<PreSave> OpenOnes => PreSaves.Where(preSave => !preSave.IsEnded);

    /// <summary>False: the fan was made up.</summary>
    public bool Contains(PreSave preSave) => _fans.Contains((preSave.Fan, preSave.Service));

    /// <summary>The same with fewer pre-saves, each zone, service and state still among them.</summary>
    public RehearsalCopy Thin(int most)
    {
        var sample = new PreSaveSample(most);
        foreach (var preSave in PreSaves) sample.Add(preSave);
        return this with { PreSaves = sample.Kept };
    }

    public DateTimeOffset MomentOf(string zone) => Link.Release?.InstantIn(TimeZoneInfo.FindSystemTimeZoneById(zone)) ?? TakenAt;
}
