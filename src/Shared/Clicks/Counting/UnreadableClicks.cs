using System.Text.Json;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>
/// Keeps what could not be read on the queue <see cref="QueueName"/>, in parts that fit a message, as JSON
/// <c>{ partition, sequenceNumber, part, parts, text }</c>, and raises the alarm. Kept at least once.
/// </summary>
internal sealed class UnreadableClicks(IQueueClient queue, ILogger logger)
{
    public const string QueueName = "clicks-unreadable";

    // A character takes at most six bytes in JSON, a message 48 KiB.
    private const int PartLength = 8000;

    public async Task KeepAsync(string partition, long sequenceNumber, string text, CancellationToken cancellationToken)
    {
        ClickMetrics.Unreadable.Add(1);
        logger.LogError("Event {SequenceNumber} of partition {Partition} is no pack of clicks; it is kept on {Queue}", sequenceNumber, partition, QueueName);
        int parts = Math.Max(1, (text.Length + PartLength - 1) / PartLength);
        for (int part = 0; part < parts; part++)
        {
            string slice = text.Substring(part * PartLength, Math.Min(PartLength, text.Length - (part * PartLength)));
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { partition, sequenceNumber, part = part + 1, parts, text = slice });
            await queue.SendMessageAsync(body, cancellationToken: cancellationToken);
        }
    }
}
