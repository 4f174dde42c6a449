using System.Text;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>
/// Sends one spilled pack to the hub as its producer would have: same key, same numbers. While the hub still refuses, the
/// message is put back for <see cref="ClickOptions.ReplayPause"/> instead of failing, because a message that fails a few
/// times becomes poison and an outage lasts longer than that. Copies do no harm.
/// </summary>
public sealed class SpilledClicksReplayer(IEventHubProducerClient hub, IQueueClient spilled, IQueueClient unreadable, ClickOptions options,
    TimeProvider time, ILogger<SpilledClicksReplayer> logger)
{
    public const string QueueName = "clicks-spilled";

    public async Task ReplayAsync(string body, CancellationToken cancellationToken = default)
    {
        if (!ClickPack.TryReadProducer(body, out string producer))
        {
            await new UnreadableClicks(unreadable, logger).KeepAsync("queue", 0, body, cancellationToken);
            return;
        }
        try
        {
            using var deadline = new CancellationTokenSource(options.SendTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            await hub.SendAsync([body], producer, either.Token);
        }
        // Whatever the refusal, the pack must not become poison.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The hub still takes no clicks; a spilled pack waits again");
            await spilled.SendMessageAsync(Encoding.ASCII.GetBytes(body), options.ReplayPause, cancellationToken: cancellationToken);
        }
    }
}
