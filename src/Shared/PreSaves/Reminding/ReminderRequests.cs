using Smartlinks.PreSaves.Moments;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Reminding;

/// <summary>Queue <c>reminders-due</c>: a message asks to look at a page of a bucket's reminders; and what of a slot is to be put there.</summary>
public sealed class ReminderRequests(IQueueClient queue, Reminders reminders)
{
    public const string QueueName = "reminders-due";

    /// <summary>The buckets of a slot that have something to look at; none is looked for where nobody ever asked.</summary>
    public Task<IReadOnlyList<PreSaveKey>> ListDueAsync(Slot slot, CancellationToken cancellationToken) =>
        slot.HasReminders ? reminders.ListDueBucketsAsync(slot, cancellationToken) : Task.FromResult<IReadOnlyList<PreSaveKey>>([]);

    public Task PutAsync(BucketPage message, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(message.Write(), delay <= TimeSpan.Zero ? TimeSpan.Zero : delay > SaveRequests.LongestDelay ? SaveRequests.LongestDelay : delay, null, cancellationToken);
}
