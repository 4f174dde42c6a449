using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>
/// Ships the journals of this instance to the hub for as long as it runs: this process's own, and every file whose process
/// is gone, under its own producer's name and numbers. One batch is in flight per producer.
/// </summary>
public sealed class ClickSender(ClickJournal journal, IEventHubProducerClient hub, IQueueClient spilled, ClickOptions options, TimeProvider time,
    ILogger<ClickSender> logger)
{
    private long _adoptedBytes;

    /// <summary>Runs until <paramref name="stopping"/>, then goes on until all is sent or <see cref="ClickOptions.DrainTimeout"/> is over.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.WhenAll(RepeatAsync(ShipOwnAsync, stopping), RepeatAsync(AdoptAsync, stopping));
        using var deadline = new CancellationTokenSource(options.DrainTimeout, time);
        await RepeatAsync(DrainAsync, deadline.Token, once: true);
    }

    /// <summary>Sends what dead processes left behind, once. Returns how many files were finished.</summary>
    public async Task<int> AdoptOnceAsync(CancellationToken cancellationToken)
    {
        int finished = 0;
        foreach (string path in FindFiles())
        {
            using var segment = JournalSegment.TryAdopt(path);
            if (segment is null)
                continue;
            var shipper = NewShipper();
            Interlocked.Add(ref _adoptedBytes, segment.UnsentBytes);
            try
            {
                while (segment.UnsentBytes > 0 && await shipper.ShipAsync(segment, (clicks, bytes) => AcknowledgeAdopted(segment, clicks, bytes), TooMuchWaits, cancellationToken))
                {
                }
            }
            finally
            {
                Interlocked.Add(ref _adoptedBytes, -segment.UnsentBytes);
            }
            if (segment.UnsentBytes > 0)
                continue;
            segment.Delete();
            finished++;
        }
        return finished;
    }

    private JournalShipper NewShipper() => new(hub, spilled, options, time, logger);

    private bool TooMuchWaits() => journal.UnsentBytes + Interlocked.Read(ref _adoptedBytes) > options.SpillAboveBytes;

    private void AcknowledgeAdopted(JournalSegment segment, int clicks, long bytes)
    {
        segment.Acknowledge(clicks, bytes);
        Interlocked.Add(ref _adoptedBytes, -bytes);
    }

    private async Task ShipOwnAsync(CancellationToken cancellationToken)
    {
        var shipper = NewShipper();
        for (; ; )
        {
            await journal.WaitForClicksAsync(cancellationToken);
            if (journal.UnsentBytes < options.PackBytes)
                await Task.Delay(options.GatherTime, time, cancellationToken);
            await ShipOldestAsync(shipper, cancellationToken);
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var shipper = NewShipper();
        while (await ShipOldestAsync(shipper, cancellationToken))
        {
        }
    }

    private async Task<bool> ShipOldestAsync(JournalShipper shipper, CancellationToken cancellationToken) =>
        journal.FindUnsent() is { } segment
        && await shipper.ShipAsync(segment, (clicks, bytes) => journal.Acknowledge(segment, clicks, bytes), TooMuchWaits, cancellationToken);

    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            await AdoptOnceAsync(cancellationToken);
            await Task.Delay(options.AdoptionInterval, time, cancellationToken);
        }
    }

    private string[] FindFiles()
    {
        if (!Directory.Exists(options.JournalFolder))
            return [];
        string[] files = Directory.GetFiles(options.JournalFolder, "*" + JournalSegment.Extension);
        // A producer's files in their order; nothing rests on it but tidiness.
        Array.Sort(files, StringComparer.Ordinal);
        return Array.FindAll(files, path => !journal.IsOwn(path));
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> activity, CancellationToken cancellationToken, bool once = false)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await activity(cancellationToken);
                if (once)
                    return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            // A sender that ends would let the journal grow unseen: it logs and starts over.
            catch (Exception exception)
            {
                logger.LogError(exception, "Sending clicks failed and starts over");
                await Task.Delay(options.LongestPause, time, CancellationToken.None);
            }
        }
    }
}
