using Smartlinks.PreSaves.Moments;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Renewing;

/// <summary>Queue <c>grants-to-renew</c>: a message asks to renew the grants of a page of a bucket's pre-saves ahead of their moment.</summary>
public sealed class RenewalRequests(IQueueClient queue)
{
    public const string QueueName = "grants-to-renew";

    public Task PutAsync(BucketPage message, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(message.Write(), delay > SaveRequests.LongestDelay ? SaveRequests.LongestDelay : delay, null, cancellationToken);
}
