using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Nudging;

/// <summary>Queue <c>nudges-due</c>: a message asks to look at the grants of a page of a bucket's pre-saves.</summary>
public sealed class NudgeRequests(IQueueClient queue)
{
    public const string QueueName = "nudges-due";

    public Task PutAsync(BucketPage message, CancellationToken cancellationToken) => queue.SendMessageAsync(message.Write(), TimeSpan.Zero, null, cancellationToken);
}
