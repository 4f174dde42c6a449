using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Reminding;

/// <summary>A message of queue <c>reminders-due</c>: look at a page of this bucket's reminders.</summary>
/// <param name="After">The last fan of the page before; null: the first page.</param>
public sealed partial record RemindersDue(LinkAddress Address, PreSaveKey Key, FanId? After)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(Key.Link.ToString(), Address.Domain, Address.Slug.ToString(), Key.Zone, Key.Bucket, After?.ToString()), RemindersDueJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static RemindersDue? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RemindersDueJson.Default.Stored) is { Zone: { Length: > 0 } zone, Bucket: >= 0 } stored
                && LinkId.TryParse(stored.Link, out var link) && Slug.TryParsePath(stored.Slug ?? "", out var slug)
                ? new RemindersDue(new LinkAddress(stored.Domain ?? LinkAddress.OwnDomain, slug), new PreSaveKey(link, zone, stored.Bucket), FanId.TryParse(stored.After, out var after) ? after : null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Link, string? Domain, string? Slug, string? Zone, int Bucket, string? After);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class RemindersDueJson : JsonSerializerContext;
}

/// <summary>Queue <c>reminders-due</c>, and what of a slot is to be put there.</summary>
public sealed class ReminderRequests(IQueueClient queue, Reminders reminders)
{
    public const string QueueName = "reminders-due";

    /// <summary>The buckets of a slot that have something to look at; none is looked for where nobody ever asked.</summary>
    public Task<IReadOnlyList<PreSaveKey>> ListDueAsync(Slot slot, CancellationToken cancellationToken) =>
        slot.HasReminders ? reminders.ListDueBucketsAsync(slot, cancellationToken) : Task.FromResult<IReadOnlyList<PreSaveKey>>([]);

    public Task PutAsync(RemindersDue message, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(message.Write(), delay <= TimeSpan.Zero ? TimeSpan.Zero : delay > SaveRequests.LongestDelay ? SaveRequests.LongestDelay : delay, null, cancellationToken);
}
