using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Moments;

/// <summary>A message of queue <c>saves-due</c>: work in this bucket.</summary>
/// <param name="Turn">As <see cref="Bucket.Turn"/>.</param>
/// <param name="OrganizationBuckets">How many buckets its organization has due; at least 1.</param>
public sealed partial record SavesDue(OrganizationId Organization, LinkAddress Address, PreSaveKey Key, int Turn, int OrganizationBuckets)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(Organization.ToString(), Key.Link.ToString(), Address.Domain, Address.Slug.ToString(), Key.Zone, Key.Bucket, Turn, OrganizationBuckets), SavesDueJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static SavesDue? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SavesDueJson.Default.Stored) is { Zone: { Length: > 0 } zone, Bucket: >= 0 } stored
                && OrganizationId.TryParse(stored.Organization, out var organization) && LinkId.TryParse(stored.Link, out var link) && Slug.TryParsePath(stored.Slug ?? "", out var slug)
                ? new SavesDue(organization, new LinkAddress(stored.Domain ?? LinkAddress.OwnDomain, slug), new PreSaveKey(link, zone, stored.Bucket), stored.Turn, Math.Max(1, stored.OrganizationBuckets))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Organization, string? Link, string? Domain, string? Slug, string? Zone, int Bucket, int Turn, int OrganizationBuckets);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class SavesDueJson : JsonSerializerContext;
}

/// <summary>Queue <c>saves-due</c>.</summary>
public sealed class SaveRequests(IQueueClient queue)
{
    public const string QueueName = "saves-due";

    /// <summary>The longest a message waits: what is further off is left to the timer as well.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    public Task PutAsync(SavesDue message, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(message.Write(), delay <= TimeSpan.Zero ? TimeSpan.Zero : delay > LongestDelay ? LongestDelay : delay, null, cancellationToken);
}
