using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>A message of queue <c>links-to-rehearse</c>.</summary>
/// <param name="Run">As <see cref="Rehearsal.Run"/>.</param>
public sealed partial record RehearsalRequest(OrganizationId Organization, LinkId Link, string Run)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new Stored(Organization.ToString(), Link.ToString(), Run), RehearsalRequestJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static RehearsalRequest? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RehearsalRequestJson.Default.Stored) is { Run: { Length: > 0 } run } stored
                && OrganizationId.TryParse(stored.Organization, out var organization) && LinkId.TryParse(stored.Link, out var link) ? new RehearsalRequest(organization, link, run) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Organization, string? Link, string? Run);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class RehearsalRequestJson : JsonSerializerContext;
}

/// <summary>Queue <c>links-to-rehearse</c>.</summary>
public sealed class RehearsalRequests(IQueueClient queue)
{
    public const string QueueName = "links-to-rehearse";

    public Task PutAsync(RehearsalRequest message, TimeSpan delay, CancellationToken cancellationToken) => queue.SendMessageAsync(message.Write(), delay, null, cancellationToken);
}
