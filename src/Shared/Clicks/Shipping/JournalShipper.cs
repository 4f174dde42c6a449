using System.Text;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>
/// Takes the front of a journal file to the hub or, when that refuses and too much is waiting, to the queue
/// <see cref="SpilledClicksReplayer.QueueName"/>; the acknowledgment is noted only after either has answered.
/// </summary>
/// <remarks>
/// A click keeps its producer and its number on both ways. So a send whose answer was lost, a spill after it, and a kill
/// between a put and its note all lead to copies of one identity, never to two identities of one click; and the aggregator
/// remembers which numbers it has seen, not only the highest, so that a spilled range may arrive after later ones (ADR 0005).
/// </remarks>
internal sealed class JournalShipper(IEventHubProducerClient hub, IQueueClient spilled, ClickOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>48 KiB is what a queue message holds.</summary>
    private const int MessageBytes = 48 * 1024;

    private readonly PackBuilder _batches = new(options.PackBytes, options.BatchBytes);
    // A batch no larger than a pack holds exactly one: what is put is what is acknowledged.
    private readonly PackBuilder _messages = new(Math.Min(MessageBytes, options.PackBytes), Math.Min(MessageBytes, options.PackBytes));
    private readonly BackOff _backOff = new(options.FirstPause, options.LongestPause);

    /// <summary>
    /// Sends one batch; on failure spills while <paramref name="spillNow"/> says so, then pauses. Returns when something
    /// was taken or the pause is over; false when the file holds nothing more that can be read.
    /// </summary>
    public async Task<bool> ShipAsync(JournalSegment segment, Action<int, long> acknowledge, Func<bool> spillNow, CancellationToken cancellationToken)
    {
        var batch = _batches.Build(segment);
        if (batch.Clicks == 0)
        {
            if (segment.UnsentBytes > 0)
                await ComplainAsync(segment, cancellationToken);
            return false;
        }
        try
        {
            using var deadline = new CancellationTokenSource(options.SendTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            await hub.SendAsync(batch.Packs, segment.Producer, either.Token);
            acknowledge(batch.Clicks, batch.Bytes);
            ClickMetrics.Sent.Add(batch.Clicks);
            _backOff.Reset();
            return true;
        }
        // Whatever refuses a batch, the clicks stay in the journal and are tried again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The hub did not take {Clicks} clicks; {Bytes} bytes wait in {File}", batch.Clicks, segment.UnsentBytes, segment.Path);
        }
        if (spillNow())
            await SpillAsync(segment, acknowledge, spillNow, cancellationToken);
        await Task.Delay(_backOff.Next(), time, cancellationToken);
        return true;
    }

    /// <summary>The disk changed what was written. The file is kept for someone to look at.</summary>
    private Task ComplainAsync(JournalSegment segment, CancellationToken cancellationToken)
    {
        ClickMetrics.Unreadable.Add(1);
        logger.LogError("{File} cannot be read after click {Sequence}", segment.Path, segment.AcknowledgedSequence);
        return Task.Delay(options.LongestPause, time, cancellationToken);
    }

    private async Task SpillAsync(JournalSegment segment, Action<int, long> acknowledge, Func<bool> spillNow, CancellationToken cancellationToken)
    {
        try
        {
            while (spillNow())
            {
                var message = _messages.Build(segment);
                if (message.Clicks == 0)
                    return;
                await spilled.SendMessageAsync(Encoding.ASCII.GetBytes(message.Packs[0]), cancellationToken: cancellationToken);
                acknowledge(message.Clicks, message.Bytes);
                ClickMetrics.Spilled.Add(message.Clicks);
            }
        }
        // The queue may be down with the hub; the journal goes on growing.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The queue did not take clicks either; {Bytes} bytes wait in {File}", segment.UnsentBytes, segment.Path);
        }
    }
}
