using Smartlinks.Fans;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>A slot that had something to do: when it was due, and when a saver first took one of its buckets.</summary>
/// <param name="LookedAt">Null: nobody did.</param>
public sealed record PlayedSlot(string Zone, DateTimeOffset MomentAt, DateTimeOffset? LookedAt);

/// <summary>Where a pre-save came to, what its fan has, and when the service was first asked for the fan.</summary>
/// <param name="Held">How often the item is in the library.</param>
/// <param name="HeldElse">What else is there, by id.</param>
public sealed record PlayedPreSave(PreSave Before, PreSave? After, int Held, IReadOnlyList<string> HeldElse, DateTimeOffset MomentAt, DateTimeOffset? AskedAt)
{
    public (FanId Fan, StreamingService Service, int Round) Name => (Before.Fan, Before.Service, Before.Round);
}

/// <summary>What a night on a stage came to: all that the checks look at.</summary>
/// <param name="Strangers">Fans who have something and have no pre-save, by service.</param>
/// <param name="Doubled">How many pre-saves are there more than once.</param>
/// <param name="Unequal">Partitions whose counts are not those of their rows.</param>
/// <param name="Failures">What the engine broke off with, at most a few.</param>
/// <param name="MomentsFollowed">Whether all slots followed a moved date; null: none was moved.</param>
public sealed record PlayedNight(
    IReadOnlyList<PlayedPreSave> PreSaves, IReadOnlyList<PlayedSlot> Slots, int Strangers, int Doubled, IReadOnlyList<string> Unequal, IReadOnlyList<string> Failures, DateTimeOffset EndedAt,
    bool? MomentsFollowed = null);
