using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Rules;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>What to change; null leaves a thing as it is.</summary>
public sealed record LinkChange
{
    public Slug? Slug { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<string>? Artists { get; init; }

    public Uri? ArtworkUrl { get; init; }

    public LinkMode? Mode { get; init; }

    public bool? Archived { get; init; }

    /// <summary>All of them; none takes all away.</summary>
    public IReadOnlyList<DestinationUrl>? PreSavePages { get; init; }

    /// <summary>Set when the release moment is to change, to <see cref="Release"/> (null: it is out).</summary>
    public bool SetsRelease { get; init; }

    public ReleaseMoment? Release { get; init; }

    /// <summary>Set when the choice of services is to change, to <see cref="Services"/> (null: as the organization's default has it).</summary>
    public bool SetsServices { get; init; }

    public ServicePreference? Services { get; init; }
}

/// <summary>How an edit ended.</summary>
public abstract record EditLinkResult
{
    private EditLinkResult()
    {
    }

    public sealed record Edited(Link Link) : EditLinkResult;

    public sealed record NotFound : EditLinkResult;

    /// <summary>The link is not at the version the caller had seen.</summary>
    public sealed record VersionMismatch : EditLinkResult;

    public sealed record SlugTaken(Slug Slug) : EditLinkResult;

    /// <summary>The organization may not have it.</summary>
    public sealed record Refused(LinkRefusal Why) : EditLinkResult;
}

/// <summary>
/// Changes links for an admin. Without an expected version, an edit applies to whatever version is there. What has to be looked up after an edit is announced and
/// on the agenda before the edit is written, as at creation: neither a kill nor a lost message leaves it undone. An archived link is on no agenda, nor is one that is not published yet: it is
/// settled anew.
/// </summary>
/// <param name="terms">Null: all links are free.</param>
public sealed class LinkEditor(LinkStore store, ResolveRequests resolveRequests, DueLookUps due, TimeProvider time, ILinkTerms? terms = null)
{
    private readonly ILinkTerms _terms = terms ?? FreeTerms.Instance;

    public Task<EditLinkResult> UpdateAsync(OrganizationId organization, LinkId id, string? expectedVersion, LinkChange change, CancellationToken cancellationToken) =>
        EditAsync(organization, id, expectedVersion, link => Apply(link, change, time.GetUtcNow()), change.Slug, resolves: change.ArtworkUrl is not null || change.SetsRelease || change.Archived == false, cancellationToken);

    /// <summary>Sets a destination; an admin's choice is never overwritten by resolving.</summary>
    public Task<EditLinkResult> SetDestinationAsync(OrganizationId organization, LinkId id, string? expectedVersion, DestinationUrl url, CancellationToken cancellationToken) =>
        EditAsync(organization, id, expectedVersion, link => link.With(Destination.Manual(url) with { Rejected = link.Find(url.Service)?.Rejected ?? [] }), null, resolves: true, cancellationToken);

    /// <summary>Takes a destination off; resolving does not bring it back. The pass that follows tells whether the link needs a person's look without it.</summary>
    public Task<EditLinkResult> RemoveDestinationAsync(OrganizationId organization, LinkId id, string? expectedVersion, StreamingService service, CancellationToken cancellationToken) =>
        ChangeDestinationAsync(organization, id, expectedVersion, service, there => Destination.Pending(service) with
        {
            Status = DestinationStatus.NotFound, Evidence = [new Evidence("removedByAdmin", service.Id)], Removed = true, Why = "Removed by an admin.", Rejected = there.Rejected,
        }, resolves: true, cancellationToken);

    /// <param name="change">Gets the destination as it is, pending when the link has none yet.</param>
    /// <param name="resolves">Whether the services are to be asked afterwards.</param>
    public Task<EditLinkResult> ChangeDestinationAsync(OrganizationId organization, LinkId id, string? expectedVersion, StreamingService service, Func<Destination, Destination> change, bool resolves, CancellationToken cancellationToken) =>
        EditAsync(organization, id, expectedVersion, link => link.With(change(link.Find(service) ?? Destination.Pending(service))), null, resolves, cancellationToken);

    /// <param name="change">Of destinations and what is known of the release.</param>
    public Task<EditLinkResult> ChangeAsync(OrganizationId organization, LinkId id, string? expectedVersion, Func<Link, Link> change, CancellationToken cancellationToken) =>
        EditAsync(organization, id, expectedVersion, change, null, resolves: true, cancellationToken);

    /// <summary>Has every service asked again that an admin did not decide and that has no proven match.</summary>
    public Task<EditLinkResult> LookUpAsync(OrganizationId organization, LinkId id, string? expectedVersion, CancellationToken cancellationToken) =>
        EditAsync(organization, id, expectedVersion, link => link with
        {
            Resolving = true,
            Source = link.Source with { IsShareDead = false },
            Destinations = [.. link.Destinations.Select(Reopen)],
        }, null, resolves: true, cancellationToken);

    /// <summary>Leaves a tombstone. The requests announced with it find that: what was known of the link is cleared away, and what was paid for one nobody had anything of goes back.</summary>
    public async Task<EditLinkResult> DeleteAsync(OrganizationId organization, LinkId id, string? expectedVersion, CancellationToken cancellationToken)
    {
        SendReceipt? receipt = null, settling = null;
        while (true)
        {
            if (await store.FindAsync(organization, id, cancellationToken) is not { } link) return new EditLinkResult.NotFound();
            if (expectedVersion is not null && expectedVersion != LinkVersion.Of(link)) return new EditLinkResult.VersionMismatch();
            receipt ??= await resolveRequests.AnnounceAsync(new ResolveRequest(organization, id, link.Address), cancellationToken);
            if (link.Hold is not null || link.IsUnresolved) settling ??= await _terms.AnnounceAsync(link, cancellationToken);
            if (!await store.TryDeleteAsync(link, time.GetUtcNow(), cancellationToken)) continue;
            await resolveRequests.ShowAsync(receipt, cancellationToken);
            if (settling is not null) await _terms.SettleAsync(link, settling, cancellationToken);
            return new EditLinkResult.Edited(link);
        }
    }

    private async Task<EditLinkResult> EditAsync(OrganizationId organization, LinkId id, string? expectedVersion, Func<Link, Link> change, Slug? slug, bool resolves, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.FindAsync(organization, id, cancellationToken) is not { } link) return new EditLinkResult.NotFound();
            if (expectedVersion is not null && expectedVersion != LinkVersion.Of(link)) return new EditLinkResult.VersionMismatch();
            var now = time.GetUtcNow();
            var address = link.Address with { Slug = slug ?? link.Address.Slug };
            var changed = LinkVersion.Date(link, change(link) with { Address = address, UpdatedAt = now });
            if (LinkWish.OfEdit(link, changed, now) is { IsNothing: false } wish && await _terms.FindRefusalAsync(organization, wish, cancellationToken) is { } refusal) return new EditLinkResult.Refused(refusal);
            var isAsked = resolves && !changed.IsAtRest;
            changed = changed with { LookUpDueAt = changed.IsAtRest ? null : isAsked ? now + LookUpAgenda.Patience : changed.LookUpDueAt };
            var receipt = isAsked ? await AnnounceAsync(link, changed.LookUpDueAt!.Value, cancellationToken) : null;
            if (address != link.Address)
            {
                var (outcome, moved) = await store.MoveAsync(link, changed, cancellationToken);
                if (outcome == LinkMove.Taken) return new EditLinkResult.SlugTaken(address.Slug);
                if (outcome == LinkMove.Outrun) continue;
                changed = moved!;
            }
            else if (await store.TryUpdateAsync(changed, cancellationToken) is { } written) changed = written;
            else continue;

            if (receipt is not null) await resolveRequests.ShowAsync(receipt, cancellationToken);
            if (changed is { Hold: not null, Archived: false }) await _terms.SettleAsync(changed, null, cancellationToken);
            return new EditLinkResult.Edited(changed);
        }
    }

    /// <param name="link">Where it is now: whoever looks there is led on.</param>
    private async Task<SendReceipt> AnnounceAsync(Link link, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var receipt = await resolveRequests.AnnounceAsync(new ResolveRequest(link.Organization, link.Id, link.Address), cancellationToken);
        await due.PutAsync(new DueLookUp(link.Organization, link.Id, link.Address, dueAt, time.GetUtcNow() + LookUpAgenda.Patience), cancellationToken);
        return receipt;
    }

    /// <summary>To be looked up as if it never was, unless it is proven or an admin decided it.</summary>
    public static Destination Reopen(Destination there) =>
        there is { IsOpen: true, Status: not DestinationStatus.Confirmed } ? there with { Status = DestinationStatus.Pending, Url = null, Evidence = [], Why = null, DueAt = null, Attempts = 0, Silences = 0 } : there;

    private static Link Apply(Link link, LinkChange change, DateTimeOffset now) => link with
    {
        Title = change.Title ?? link.Title,
        TitleIsSet = change.Title is not null || link.TitleIsSet,
        Artists = change.Artists ?? link.Artists,
        ArtistsAreSet = change.Artists is not null || link.ArtistsAreSet,
        ArtworkUrl = change.ArtworkUrl ?? link.ArtworkUrl,
        ArtworkIsSet = change.ArtworkUrl is not null || link.ArtworkIsSet,
        Mode = change.Mode ?? link.Mode,
        Archived = change.Archived ?? link.Archived,
        PreSavePages = change.PreSavePages ?? link.PreSavePages,
        Release = change.SetsRelease ? change.Release : link.Release,
        Services = change.SetsServices ? change.Services : link.Services,
        // The schedule of what is still missing hangs on the release, and nobody followed it while the link was archived: all of it is looked at anew.
        Destinations = change.SetsRelease || (link.Archived && change.Archived == false) ? [.. link.Destinations.Select(destination => LookAnew(destination, now))] : link.Destinations,
    };

    /// <summary>As <see cref="Reopen"/>, but a likely match stays to be seen while its service is asked.</summary>
    private static Destination LookAnew(Destination there, DateTimeOffset now) =>
        there is { IsOpen: true, Status: DestinationStatus.Probable } ? there with { DueAt = now, Attempts = 0, Silences = 0 } : Reopen(there);
}
