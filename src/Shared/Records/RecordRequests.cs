using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Records;

/// <summary>What is to be done with an organization's data.</summary>
public enum RecordWork
{
    Export,

    /// <summary>An export's time is over.</summary>
    DropExport,
    Erase,
}

/// <summary>A message of queue <c>record-jobs</c>: one turn of a job.</summary>
/// <param name="Run">Which export or erasure: a message of another one is of no use any more.</param>
public sealed partial record RecordRequest(OrganizationId Organization, RecordWork Work, string Run)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new Stored(Organization.ToString(), Work.ToString(), Run), RecordRequestJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static RecordRequest? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RecordRequestJson.Default.Stored) is { Run: { Length: > 0 } run } stored
                && OrganizationId.TryParse(stored.Organization, out var organization) && Enum.TryParse<RecordWork>(stored.Work, out var work) ? new RecordRequest(organization, work, run) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Organization, string? Work, string? Run);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class RecordRequestJson : JsonSerializerContext;
}

/// <summary>Queue <c>record-jobs</c>.</summary>
public sealed class RecordRequests(IQueueClient queue)
{
    public const string QueueName = "record-jobs";

    /// <summary>Longest a message may wait unseen.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    /// <summary>A message that is written down is shown at once; of one that is not, nobody shows it, and it finds nothing when it comes.</summary>
    private static readonly TimeSpan s_hidden = TimeSpan.FromSeconds(30);

    public Task<SendReceipt> AnnounceAsync(RecordRequest message, CancellationToken cancellationToken) => queue.SendMessageAsync(message.Write(), s_hidden, null, cancellationToken);

    public Task ShowAsync(SendReceipt receipt, TimeSpan delay, CancellationToken cancellationToken) => queue.UpdateMessageAsync(receipt.MessageId, receipt.PopReceipt, Within(delay), cancellationToken);

    public Task PutAsync(RecordRequest message, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(message.Write(), Within(delay), null, cancellationToken);

    private static TimeSpan Within(TimeSpan delay) => delay < TimeSpan.Zero ? TimeSpan.Zero : delay > LongestDelay ? LongestDelay : delay;
}
