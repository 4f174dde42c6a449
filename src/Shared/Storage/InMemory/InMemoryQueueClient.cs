using System.Globalization;
using Azure;

namespace Smartlinks.Storage.InMemory;

/// <summary>A queue in memory that leases, hides and expires messages as the Queue service does, by the given clock. Thread-safe.</summary>
public sealed class InMemoryQueueClient(TimeProvider clock, string name = "queue", bool exists = true) : IQueueClient
{
    private readonly Lock _gate = new();
    private readonly List<Message> _messages = [];
    private long _counter;

    public string Name { get; } = name;

    public FaultSwitch Faults { get; } = new();

    /// <summary>Bodies of all messages, leased and hidden ones included, oldest first.</summary>
    public IReadOnlyList<byte[]> Bodies
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages.Select(m => m.Body)];
            }
        }
    }

    /// <summary>When a reader sees a message next; null: there is none.</summary>
    public DateTimeOffset? NextVisibleAt
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count == 0 ? null : _messages.Min(m => m.VisibleAt);
            }
        }
    }

    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        CallAsync("CreateIfNotExists", _ => exists = true, cancellationToken, needsQueue: false);

    public Task<SendReceipt> SendMessageAsync(ReadOnlyMemory<byte> body, TimeSpan visibilityDelay = default, TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default)
    {
        QueueLimits.CheckSend(body, visibilityDelay, timeToLive);
        return CallAsync("SendMessage", now =>
        {
            var message = new Message(NextId("message"), body.ToArray(), now, timeToLive is { } life ? now + life : DateTimeOffset.MaxValue);
            _messages.Add(message);
            return Lease(message, now + visibilityDelay);
        }, cancellationToken);
    }

    public Task<IReadOnlyList<QueueMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
    {
        QueueLimits.CheckReceive(maxMessages, visibilityTimeout);
        return CallAsync<IReadOnlyList<QueueMessage>>("ReceiveMessages",
            now => [.. _messages.Where(m => m.VisibleAt <= now).Take(maxMessages).ToList().Select(m => Hand(m, now + visibilityTimeout))], cancellationToken);
    }

    public Task<SendReceipt?> UpdateMessageAsync(string messageId, string popReceipt, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
    {
        QueueLimits.CheckVisibility(visibilityTimeout, TimeSpan.Zero);
        return CallAsync("UpdateMessage", now => Find(messageId, popReceipt) is { } message ? Lease(message, now + visibilityTimeout) : null, cancellationToken);
    }

    public Task<bool> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default) =>
        CallAsync("DeleteMessage", _ => Find(messageId, popReceipt) is { } message && _messages.Remove(message), cancellationToken);

    public Task<int> GetApproximateMessageCountAsync(CancellationToken cancellationToken = default) =>
        CallAsync("GetApproximateMessageCount", _ => _messages.Count, cancellationToken);

    private Message? Find(string messageId, string popReceipt) => _messages.Find(m => m.Id == messageId && m.Receipt == popReceipt);

    private SendReceipt Lease(Message message, DateTimeOffset until)
    {
        (message.Receipt, message.VisibleAt) = (NextId("receipt"), until);
        return new SendReceipt(message.Id, message.Receipt);
    }

    private QueueMessage Hand(Message message, DateTimeOffset until)
    {
        Lease(message, until);
        return new QueueMessage(message.Id, message.Receipt, [.. message.Body], Convert.ToBase64String(message.Body), ++message.DequeueCount,
            message.InsertedAt, message.ExpiresAt, until);
    }

    // '+' and '=' are in real receipts: callers must not break on them.
    private string NextId(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}+{++_counter}=");

    private async Task<T> CallAsync<T>(string operation, Func<DateTimeOffset, T> carryOut, CancellationToken cancellationToken, bool needsQueue = true)
    {
        var isAnswerLost = await Faults.EnterAsync(operation, cancellationToken);
        T result;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _messages.RemoveAll(m => m.ExpiresAt <= now);
            result = exists || !needsQueue ? carryOut(now) : throw new RequestFailedException(404, $"There is no queue {Name}.", "QueueNotFound", null);
        }

        if (isAnswerLost)
        {
            FaultSwitch.LoseAnswer();
        }

        return result;
    }

    private sealed class Message(string id, byte[] body, DateTimeOffset insertedAt, DateTimeOffset expiresAt)
    {
        public string Id { get; } = id;

        public byte[] Body { get; } = body;

        public DateTimeOffset InsertedAt { get; } = insertedAt;

        public DateTimeOffset ExpiresAt { get; } = expiresAt;

        public string Receipt { get; set; } = "";

        public DateTimeOffset VisibleAt { get; set; }

        public long DequeueCount { get; set; }
    }
}
