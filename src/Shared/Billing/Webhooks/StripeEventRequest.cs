using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Storage;

namespace Smartlinks.Billing.Webhooks;

/// <summary>A message of queue <c>stripe-events</c>: one event to apply, by its key in table <c>stripeEvents</c>.</summary>
/// <param name="Since">When it was put first: how long it has been tried.</param>
public sealed partial record StripeEventRequest(string Partition, string Id, DateTimeOffset Since)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new Stored(Partition, Id, Since), StripeEventRequestJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static StripeEventRequest? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, StripeEventRequestJson.Default.Stored) is { Day: { Length: > 0 } day, Event: { Length: > 0 } id, Since: { } since } ? new StripeEventRequest(day, id, since) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Day, string? Event, DateTimeOffset? Since);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class StripeEventRequestJson : JsonSerializerContext;
}

/// <summary>Queue <c>stripe-events</c>. A kill loses none: a request is put hidden before its event is noted, and shown once it is; one whose event was never noted finds nothing and ends.</summary>
public sealed class StripeEventRequests(IQueueClient queue)
{
    public const string QueueName = "stripe-events";

    /// <summary>How long a request stays hidden when the process that put it died before showing it.</summary>
    public static readonly TimeSpan Hidden = TimeSpan.FromSeconds(30);

    public Task<SendReceipt> AnnounceAsync(StripeEventRequest message, CancellationToken cancellationToken) => queue.SendMessageAsync(message.Write(), Hidden, null, cancellationToken);

    /// <summary>Shows what was announced; puts it anew when it showed itself too early, to somebody who found nothing.</summary>
    public async Task ShowAsync(StripeEventRequest message, SendReceipt receipt, CancellationToken cancellationToken)
    {
        if (await queue.UpdateMessageAsync(receipt.MessageId, receipt.PopReceipt, TimeSpan.Zero, cancellationToken) is null) await PutAsync(message, TimeSpan.Zero, cancellationToken);
    }

    public Task PutAsync(StripeEventRequest message, TimeSpan delay, CancellationToken cancellationToken) => queue.SendMessageAsync(message.Write(), delay, null, cancellationToken);
}
