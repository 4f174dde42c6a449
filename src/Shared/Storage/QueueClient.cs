using System.Globalization;
using Azure;
using Azure.Core;

namespace Smartlinks.Storage;

/// <summary>One queue over the Queue service's REST interface.</summary>
internal sealed class QueueClient : IQueueClient
{
    private readonly StorageHttp _http;
    private readonly string _queue;

    public QueueClient(StorageHttp http, string root, string name)
    {
        QueueLimits.CheckQueueName(name);
        (_http, _queue, Name) = (http, $"{root}/{name}", name);
    }

    public string Name { get; }

    public async Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = _http.CreateMessage(RequestMethod.Put, _queue);
        var response = await _http.SendAsync(message, cancellationToken);
        if (response.Status is not (201 or 204) && StorageRefusal.CodeOf(response) != "QueueAlreadyExists")
        {
            throw Refusal(response, "Create");
        }
    }

    public async Task<SendReceipt> SendMessageAsync(ReadOnlyMemory<byte> body, TimeSpan visibilityDelay = default, TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default)
    {
        QueueLimits.CheckSend(body, visibilityDelay, timeToLive);
        var life = timeToLive is { } ttl ? QueueLimits.WholeSeconds(ttl) : -1;
        using var message = _http.CreateMessage(RequestMethod.Post, Invariant($"{_queue}/messages?visibilitytimeout={QueueLimits.WholeSeconds(visibilityDelay)}&messagettl={life}"));
        message.Request.Headers.Add("Content-Type", "application/xml");
        message.Request.Content = RequestContent.Create(BinaryData.FromString(QueueXml.Message(body.Span)));
        var response = await _http.SendAsync(message, cancellationToken);
        return response.Status == 201 ? QueueXml.ReadReceipt(response) : throw Refusal(response, "Send");
    }

    public async Task<IReadOnlyList<QueueMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
    {
        QueueLimits.CheckReceive(maxMessages, visibilityTimeout);
        using var message = _http.CreateMessage(RequestMethod.Get,
            Invariant($"{_queue}/messages?numofmessages={maxMessages}&visibilitytimeout={QueueLimits.WholeSeconds(visibilityTimeout)}"));
        var response = await _http.SendAsync(message, cancellationToken);
        return response.Status == 200 ? QueueXml.ReadMessages(response) : throw Refusal(response, "Receive");
    }

    public async Task<SendReceipt?> UpdateMessageAsync(string messageId, string popReceipt, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
    {
        QueueLimits.CheckVisibility(visibilityTimeout, TimeSpan.Zero);
        using var message = _http.CreateMessage(RequestMethod.Put,
            Invariant($"{Receipt(messageId, popReceipt)}&visibilitytimeout={QueueLimits.WholeSeconds(visibilityTimeout)}"));
        var response = await _http.SendAsync(message, cancellationToken);
        if (response.Status == 204)
        {
            return new SendReceipt(messageId, response.Headers.TryGetValue("x-ms-popreceipt", out var next) ? next! : throw Refusal(response, "Update"));
        }

        return IsNoLongerOurs(response) ? null : throw Refusal(response, "Update");
    }

    public async Task<bool> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        using var message = _http.CreateMessage(RequestMethod.Delete, Receipt(messageId, popReceipt));
        var response = await _http.SendAsync(message, cancellationToken);
        return response.Status == 204 || (IsNoLongerOurs(response) ? false : throw Refusal(response, "Delete"));
    }

    public async Task<int> GetApproximateMessageCountAsync(CancellationToken cancellationToken = default)
    {
        using var message = _http.CreateMessage(RequestMethod.Get, $"{_queue}?comp=metadata");
        var response = await _http.SendAsync(message, cancellationToken);
        return response.Status == 200 && response.Headers.TryGetValue("x-ms-approximate-messages-count", out var count)
            ? int.Parse(count, CultureInfo.InvariantCulture) : throw Refusal(response, "Count");
    }

    private static bool IsNoLongerOurs(Response response) => StorageRefusal.CodeOf(response) is "MessageNotFound" or "PopReceiptMismatch";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private string Receipt(string messageId, string popReceipt) =>
        $"{_queue}/messages/{Uri.EscapeDataString(messageId)}?popreceipt={Uri.EscapeDataString(popReceipt)}";

    private RequestFailedException Refusal(Response response, string what) => StorageRefusal.From(response, $"{what} in queue {Name}");
}
