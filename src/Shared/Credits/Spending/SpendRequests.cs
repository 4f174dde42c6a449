using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;

namespace Smartlinks.Credits.Spending;

/// <summary>
/// A message of queue <c>credits-to-spend</c>: one link to settle; or those of an organization that wait, the oldest first; or those that were published by something that was taken back.
/// </summary>
/// <param name="Link">Null: several.</param>
/// <param name="Address">Where the link was when it was asked for; whoever looks there is led on. Set with <paramref name="Link"/>.</param>
/// <param name="After">Of several: the last that was looked at; null: from the first.</param>
/// <param name="Owner">Who held <paramref name="TakenBack"/>; set with it.</param>
/// <param name="TakenBack">What was taken back; null: those that wait.</param>
public sealed partial record SpendRequest(OrganizationId Organization, LinkId? Link, LinkAddress? Address, LinkId? After = null, OwnerId? Owner = null, EntitlementId? TakenBack = null)
{
    public static SpendRequest OfLink(Link link) => new(link.Organization, link.Id, link.Address);

    public static SpendRequest OfWaiting(OrganizationId organization, LinkId? after = null) => new(organization, null, null, after);

    public static SpendRequest OfTakenBack(OrganizationId organization, OwnerId owner, EntitlementId takenBack, LinkId? after = null) => new(organization, null, null, after, owner, takenBack);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(Organization.ToString(), Link?.ToString(), Address?.Domain, Address?.Slug.ToString(), After?.ToString(), Owner?.ToString(), TakenBack?.ToString()), SpendRequestJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static SpendRequest? TryRead(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, SpendRequestJson.Default.Stored) is not { } stored || !OrganizationId.TryParse(stored.Organization, out var organization)) return null;
            if (stored.Link is null) return TryReadSeveral(organization, stored);
            return LinkId.TryParse(stored.Link, out var link) && Slug.TryParsePath(stored.Slug ?? "", out var slug)
                ? new SpendRequest(organization, link, new LinkAddress(stored.Domain ?? LinkAddress.OwnDomain, slug)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SpendRequest? TryReadSeveral(OrganizationId organization, Stored stored)
    {
        LinkId? after = LinkId.TryParse(stored.After, out var last) ? last : null;
        if (stored.TakenBack is null) return OfWaiting(organization, after);
        return OwnerId.TryParse(stored.Owner, out var owner) && EntitlementId.TryParse(stored.TakenBack, out var takenBack) ? OfTakenBack(organization, owner, takenBack, after) : null;
    }

    internal sealed record Stored(string? Organization, string? Link, string? Domain, string? Slug, string? After, string? Owner, string? TakenBack);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class SpendRequestJson : JsonSerializerContext;
}

/// <summary>Asks for spending so that a kill cannot lose it: the request is put hidden before what it is about is written, and shown once it is.</summary>
public sealed class SpendRequests(IQueueClient queue)
{
    public const string QueueName = "credits-to-spend";

    /// <summary>How long a request stays hidden when the process that put it died before showing it.</summary>
    public static readonly TimeSpan Hidden = TimeSpan.FromSeconds(30);

    public Task<SendReceipt> AnnounceAsync(SpendRequest request, CancellationToken cancellationToken) => queue.SendMessageAsync(request.Write(), Hidden, null, cancellationToken);

    /// <summary>Shows what was announced; puts it anew when it showed itself too early, to somebody who found nothing.</summary>
    public async Task ShowAsync(SpendRequest request, SendReceipt receipt, CancellationToken cancellationToken)
    {
        if (await queue.UpdateMessageAsync(receipt.MessageId, receipt.PopReceipt, TimeSpan.Zero, cancellationToken) is null) await PutAsync(request, cancellationToken);
    }

    public Task PutAsync(SpendRequest request, CancellationToken cancellationToken) => queue.SendMessageAsync(request.Write(), TimeSpan.Zero, null, cancellationToken);
}
