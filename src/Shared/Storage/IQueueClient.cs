namespace Smartlinks.Storage;

/// <summary>Names a message just put, so that it can be updated or deleted.</summary>
public sealed record SendReceipt(string MessageId, string PopReceipt);

/// <summary>A message that is leased to the reader until <see cref="NextVisibleAt"/>.</summary>
/// <param name="Body">The decoded text or bytes; null when the stored text is not base64 (see <paramref name="RawText"/>).</param>
public sealed record QueueMessage(string MessageId, string PopReceipt, byte[]? Body, string RawText, long DequeueCount,
    DateTimeOffset InsertedAt, DateTimeOffset ExpiresAt, DateTimeOffset NextVisibleAt);

/// <summary>
/// One queue. Bodies are base64 on the wire, as host.json's <c>messageEncoding</c> has it. At most 48 KiB a body
/// (64 KiB encoded): a larger one is refused with <see cref="ArgumentException"/> before it is sent.
/// </summary>
public interface IQueueClient
{
    string Name { get; }

    Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default);

    /// <param name="visibilityDelay">How long no reader sees it; 0 to 7 days.</param>
    /// <param name="timeToLive">Null: it never expires.</param>
    Task<SendReceipt> SendMessageAsync(ReadOnlyMemory<byte> body, TimeSpan visibilityDelay = default, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default);

    /// <param name="maxMessages">1 to 32.</param>
    Task<IReadOnlyList<QueueMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default);

    /// <summary>Changes when the message becomes visible; its receipt changes with it. Null when the message is gone or leased to another.</summary>
    Task<SendReceipt?> UpdateMessageAsync(string messageId, string popReceipt, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default);

    /// <summary>False when the message is gone or leased to another.</summary>
    Task<bool> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default);

    Task<int> GetApproximateMessageCountAsync(CancellationToken cancellationToken = default);
}
