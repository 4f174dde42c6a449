using Smartlinks.Storage;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>A queue that delivers some messages once more: at the same time, or seconds later.</summary>
internal sealed class DoublingQueue(IQueueClient queue, double share) : IQueueClient
{
    private static readonly TimeSpan s_latest = TimeSpan.FromSeconds(5);
    private int _count;

    public string Name => queue.Name;

    public int Count => Volatile.Read(ref _count);

    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => queue.CreateIfNotExistsAsync(cancellationToken);

    public Task<SendReceipt> SendMessageAsync(ReadOnlyMemory<byte> body, TimeSpan visibilityDelay = default, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        queue.SendMessageAsync(body, visibilityDelay, timeToLive, cancellationToken);

    public async Task<IReadOnlyList<QueueMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
    {
        var messages = await queue.ReceiveMessagesAsync(maxMessages, visibilityTimeout, cancellationToken);
        foreach (var message in messages.Where(message => message is { Body: not null, DequeueCount: 1 } && Random.Shared.NextDouble() < share))
        {
            Interlocked.Increment(ref _count);
            await queue.SendMessageAsync(message.Body, s_latest * Random.Shared.Next(2), null, cancellationToken);
        }

        return messages;
    }

    public Task<SendReceipt?> UpdateMessageAsync(string messageId, string popReceipt, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default) =>
        queue.UpdateMessageAsync(messageId, popReceipt, visibilityTimeout, cancellationToken);

    public Task<bool> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default) => queue.DeleteMessageAsync(messageId, popReceipt, cancellationToken);

    public Task<int> GetApproximateMessageCountAsync(CancellationToken cancellationToken = default) => queue.GetApproximateMessageCountAsync(cancellationToken);
}
