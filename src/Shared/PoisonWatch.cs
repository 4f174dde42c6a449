using Azure;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks;

/// <summary>
/// Looks whether messages lie where nobody reads them: those that failed five times, and hub events that are no packs. Each such queue is told of with every look, so that the alarm
/// stays as long as its reason does.
/// </summary>
/// <param name="open">Gives the queue of a name.</param>
public sealed class PoisonWatch(Func<string, IQueueClient> open, ILogger<PoisonWatch> log)
{
    /// <summary>What the host adds to the name of a queue.</summary>
    public const string Suffix = "-poison";

    /// <summary>All that a function reads, as the host would name their companions, and the one that none reads.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. StorageNames.Queues.Except([StorageNames.UnreadableClicks]).Select(queue => queue + Suffix), StorageNames.UnreadableClicks];

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Names)
            if (await CountAsync(open(name), cancellationToken) is > 0 and var count) log.LogCritical("The queue {Queue} holds {Count} messages that nobody reads", name, count);
    }

    private static async Task<int> CountAsync(IQueueClient queue, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.GetApproximateMessageCountAsync(cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // Where nobody prepared it, the host makes it with the first message.
            return 0;
        }
    }
}
