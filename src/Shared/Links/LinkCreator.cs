using Azure;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>
/// Creates links: announce resolving → reserve the address by insert → point to it → show the request. A kill at any point leaves either nothing
/// visible or a link that the announced request completes; with an idempotency key, a retry comes to the same link. A link that is not free is written held, and what
/// is announced is that it be settled: nobody is asked for it before.
/// </summary>
/// <param name="terms">Null: all links are free.</param>
public sealed class LinkCreator(LinkStore store, ITableClient organizationLinks, ResolveRequests resolveRequests, DueLookUps due, IIdSource ids, TimeProvider time, ILinkTerms? terms = null)
{
    private readonly ILinkTerms _terms = terms ?? FreeTerms.Instance;

    public async Task<CreateLinkResult> CreateAsync(OrganizationId organization, LinkDraft draft, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var link = Compose(organization, draft, ids, time.GetUtcNow());
        if (key is not null)
        {
            var (mark, isNew) = await MarkAsync(link, key, cancellationToken);
            if (mark.RequestHash != key.RequestHash) return new CreateLinkResult.KeyReused();
            link = link with { Id = mark.Id, Address = mark.Address, CreatedAt = mark.CreatedAt, UpdatedAt = mark.CreatedAt };
            if (!isNew && await store.WasReservedAsync(link.Address, link.Id, cancellationToken))
            {
                // Renamed since: found where it went. Deleted since: its id is used up.
                if (await store.FindFollowingAsync(link.Address, cancellationToken) is not { } earlier) return new CreateLinkResult.KeyReused();
                await store.PointToAsync(earlier, cancellationToken);
                if (earlier.Hold is not null) await _terms.SettleAsync(earlier, null, cancellationToken);
                return new CreateLinkResult.Created(earlier);
            }
        }

        if (await _terms.FindRefusalAsync(organization, LinkWish.OfNew(draft, time.GetUtcNow()), cancellationToken) is { } refusal)
        {
            if (key is not null) await ForgetAsync(organization, key, cancellationToken);
            return new CreateLinkResult.Refused(refusal);
        }

        if (await _terms.HoldAsync(link, cancellationToken) is { } hold) link = link with { Hold = hold, LookUpDueAt = null };
        while (true)
        {
            var receipt = link.Hold is null ? await AnnounceAsync(link, cancellationToken) : await _terms.AnnounceAsync(link, cancellationToken);
            if (await store.TryReserveAsync(link, cancellationToken))
            {
                await store.PointToAsync(link, cancellationToken);
                if (link.Hold is null) await resolveRequests.ShowAsync(receipt!, cancellationToken);
                else await _terms.SettleAsync(link, receipt, cancellationToken);
                return new CreateLinkResult.Created(await store.FindFollowingAsync(link.Address, cancellationToken) ?? link);
            }

            if (draft.Slug is { } wanted)
            {
                if (key is not null) await ForgetAsync(organization, key, cancellationToken);
                return new CreateLinkResult.SlugTaken(wanted);
            }

            link = link with { Address = link.Address with { Slug = Slug.NewRandom(ids) } };
            if (key is not null)
                await organizationLinks.UpsertEntityAsync(OrganizationLinkRow.ToKey(organization, key.Key, key.RequestHash, link.Id, link.Address, link.CreatedAt), TableUpdateMode.Replace, cancellationToken);
        }
    }

    /// <summary>The link as it is first stored: what the admin gave is set for good, the rest is pending.</summary>
    public static Link Compose(OrganizationId organization, LinkDraft draft, IIdSource ids, DateTimeOffset now)
    {
        var link = new Link
        {
            Id = LinkId.New(ids),
            Organization = organization,
            Owner = draft.Owner,
            Address = new LinkAddress(draft.Domain, draft.Slug ?? Slug.NewRandom(ids)),
            Source = draft.Source,
            Title = draft.Title,
            TitleIsSet = draft.Title is not null,
            Artists = draft.Artists,
            ArtistsAreSet = draft.Artists.Count > 0,
            ArtworkUrl = draft.ArtworkUrl,
            ArtworkIsSet = draft.ArtworkUrl is not null,
            Mode = draft.Mode,
            Release = draft.Release,
            Services = draft.Services,
            Resolving = true,
            LookUpDueAt = now + LookUpAgenda.Patience,
            CreatedAt = now,
            UpdatedAt = now,
        };
        foreach (var service in StreamingService.All) link = link.With(Destination.Pending(service));
        foreach (var url in draft.Destinations) link = link.With(Destination.Manual(url));
        return link;
    }

    private async Task<SendReceipt?> AnnounceAsync(Link link, CancellationToken cancellationToken)
    {
        var receipt = await resolveRequests.AnnounceAsync(new ResolveRequest(link.Organization, link.Id, link.Address), cancellationToken);
        await due.PutAsync(link, link.LookUpDueAt!.Value, cancellationToken);
        return receipt;
    }

    private Task<bool> ForgetAsync(OrganizationId organization, IdempotencyKey key, CancellationToken cancellationToken) =>
        organizationLinks.DeleteEntityAsync(organization.ToString(), OrganizationLinkRow.IdempotencyRowKey(key.Key), ETag.All, cancellationToken);

    private async Task<((string RequestHash, LinkId Id, LinkAddress Address, DateTimeOffset CreatedAt) Mark, bool IsNew)> MarkAsync(Link link, IdempotencyKey key, CancellationToken cancellationToken)
    {
        var row = OrganizationLinkRow.ToKey(link.Organization, key.Key, key.RequestHash, link.Id, link.Address, link.CreatedAt);
        try
        {
            await organizationLinks.AddEntityAsync(row, cancellationToken);
            return (OrganizationLinkRow.FromKey(row), true);
        }
        catch (RequestFailedException refused) when (refused.Status == 409)
        {
            var stored = await organizationLinks.GetEntityIfExistsAsync(row.PartitionKey, row.RowKey, cancellationToken);
            return stored is null ? await MarkAsync(link, key, cancellationToken) : (OrganizationLinkRow.FromKey(stored), false);
        }
    }
}
