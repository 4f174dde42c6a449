using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Links;

/// <summary>A message of queue <c>releases-to-resolve</c>: look this link's release up at the services.</summary>
/// <param name="DueAt">
/// The moment the link's <see cref="Links.Link.LookUpDueAt"/> names: a request for another moment came too late and ends. Null: look in any case, because
/// the link is new or an admin changed it.
/// </param>
public sealed partial record ResolveRequest(OrganizationId Organization, LinkId Link, LinkAddress Address, DateTimeOffset? DueAt = null)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(Organization.ToString(), Link.ToString(), Address.Domain, Address.Slug.ToString(), DueAt), ResolveRequestJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static ResolveRequest? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ResolveRequestJson.Default.Stored) is { } stored
                && OrganizationId.TryParse(stored.Organization, out var organization) && LinkId.TryParse(stored.Link, out var link) && Slug.TryParsePath(stored.Slug ?? "", out var slug)
                ? new ResolveRequest(organization, link, new LinkAddress(stored.Domain ?? LinkAddress.OwnDomain, slug), stored.DueAt)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Organization, string? Link, string? Domain, string? Slug, DateTimeOffset? DueAt);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class ResolveRequestJson : JsonSerializerContext;
}

/// <summary>
/// Asks for resolving so that a kill cannot lose it: the request is put on the queue hidden before the link is written, and shown once it is.
/// A request whose link was never written finds nothing and ends.
/// </summary>
public sealed class ResolveRequests(IQueueClient queue)
{
    public const string Name = "releases-to-resolve";

    /// <summary>How long a request stays hidden when the process that put it died before showing it.</summary>
    public static readonly TimeSpan Hidden = TimeSpan.FromSeconds(30);

    public Task<SendReceipt> AnnounceAsync(ResolveRequest request, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(request.Write(), Hidden, null, cancellationToken);

    public Task ShowAsync(SendReceipt receipt, CancellationToken cancellationToken) =>
        queue.UpdateMessageAsync(receipt.MessageId, receipt.PopReceipt, TimeSpan.Zero, cancellationToken);

    public Task PutAsync(ResolveRequest request, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(request.Write(), delay, null, cancellationToken);
}
