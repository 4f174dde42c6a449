using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.LocalHost.Host;

/// <summary>Keeps one message invisible to others while it is worked on. The receipt changes with every renewal.</summary>
internal sealed class MessageLease(IQueueClient queue, QueueMessage message, TimeSpan length, TimeProvider clock, HostLog log)
{
    /// <summary>The receipt that settles the message now. Read it after the renewal was disposed.</summary>
    public string PopReceipt { get; private set; } = message.PopReceipt;

    /// <summary>Renews at half time until disposed.</summary>
    public IAsyncDisposable StartRenewing()
    {
        var stop = new CancellationTokenSource();
        return new Renewal(stop, RenewAsync(stop.Token));
    }

    [SuppressMessage("Design", "CA1031", Justification = "A renewal that failed is tried again sooner; the message would come back by itself.")]
    private async Task RenewAsync(CancellationToken stop)
    {
        var wait = length / 2;
        while (true)
        {
            try
            {
                await Task.Delay(wait, clock, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                // Not cancelled half-way: a renewal that was sent must be known, or the receipt held is stale.
                var renewed = await queue.UpdateMessageAsync(message.MessageId, PopReceipt, length, CancellationToken.None);
                if (renewed is null)
                    return;
                PopReceipt = renewed.PopReceipt;
                wait = length / 2;
            }
            catch (Exception e)
            {
                log.Write(LogLevel.Warning, HostLogEntry.System, $"The lease of message {message.MessageId} could not be renewed: {e.Message}");
                wait = wait > TimeSpan.FromSeconds(2) ? wait / 2 : wait;
            }
        }
    }

    private sealed class Renewal(CancellationTokenSource stop, Task renewing) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await renewing;
            stop.Dispose();
        }
    }
}
