using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>
/// Records a click before its answer goes out: into the <see cref="ClickJournal"/> or, when the disk refuses, straight to
/// the hub within <see cref="ClickOptions.DirectSendTimeout"/>. What neither takes is counted as lost. Never throws (ADR 0005).
/// </summary>
/// <remarks>
/// Direct sends have a producer of their own and may overtake each other: the aggregator takes a producer's numbers in any
/// order. A number that was given up stays a hole, which the aggregator reports in the end.
/// </remarks>
public sealed class ClickRecorder(ClickJournal journal, IEventHubProducerClient hub, ClickOptions options, TimeProvider time,
    ILogger<ClickRecorder> logger, Func<string>? newProducerId = null) : IClickRecorder
{
    private readonly string _directProducer = (newProducerId ?? ProducerId.Create)();
    private long _directSequence;

    public ValueTask RecordAsync(in Click click, CancellationToken cancellationToken = default)
    {
        try
        {
            if (!ClickRecord.IsLinkId(click.LinkId))
            {
                Lose(null);
                return ValueTask.CompletedTask;
            }
            if (journal.TryAppend(click))
            {
                ClickMetrics.Recorded.Add(1);
                return ValueTask.CompletedTask;
            }
            return new ValueTask(SendDirectlyAsync(click));
        }
        // A redirect never fails because counting failed (ADR 0005).
        catch (Exception exception)
        {
            Lose(exception);
            return ValueTask.CompletedTask;
        }
    }

    // The fan's own cancellation is not looked at: who has left has clicked all the same.
    private async Task SendDirectlyAsync(Click click)
    {
        try
        {
            byte[] record = new byte[ClickRecord.MaxLength];
            int length = ClickRecord.Encode(click, record);
            string pack = ClickPack.Header(_directProducer, Interlocked.Increment(ref _directSequence)) + ";"
                + System.Text.Encoding.ASCII.GetString(record, 0, length);
            using var deadline = new CancellationTokenSource(options.DirectSendTimeout, time);
            await hub.SendAsync([pack], _directProducer, deadline.Token).WaitAsync(deadline.Token);
            ClickMetrics.Recorded.Add(1);
            ClickMetrics.Sent.Add(1);
        }
        // A redirect never fails because counting failed (ADR 0005).
        catch (Exception exception)
        {
            Lose(exception);
        }
    }

    private void Lose(Exception? exception)
    {
        ClickMetrics.Lost.Add(1);
        logger.LogError(exception, "A click was lost: neither the disk nor the stream took it");
    }
}
