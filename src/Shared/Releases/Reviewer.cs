using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>How a decision about a candidate ended.</summary>
public abstract record ReviewResult
{
    private ReviewResult()
    {
    }

    public sealed record Decided(Link Link) : ReviewResult;

    /// <summary>The link is not there, or not at the version the caller had seen.</summary>
    public sealed record NotEdited(EditLinkResult Why) : ReviewResult;

    /// <summary>No source offered such a candidate for the service.</summary>
    public sealed record NoSuchCandidate : ReviewResult;

    /// <summary>There is no address to pin: none at all, or a search, which is never the release.</summary>
    public sealed record NothingToPin : ReviewResult;
}

/// <summary>Carries out what an admin decides about candidates. Each decision can be taken back with <see cref="ReopenAsync"/>.</summary>
public sealed class Reviewer(LinkStore links, LinkEditor editor, Reviews reviews)
{
    /// <summary>Makes a candidate the destination, confirmed and pinned. Null: the one that is there.</summary>
    public async Task<ReviewResult> AcceptAsync(OrganizationId organization, LinkId id, string? version, StreamingService service, string? candidateId, CancellationToken cancellationToken)
    {
        if (await FindAsync(organization, id, service, candidateId, cancellationToken) is not { } judgement) return await RefuseAsync(organization, id, cancellationToken);
        var result = await editor.ChangeAsync(organization, id, version, link => Learn(link.With(Accept(link.Find(service) ?? Destination.Pending(service), judgement)), judgement.Candidate), cancellationToken);
        return await TellAsync(result, cancellationToken);
    }

    private static Destination Accept(Destination there, Judgement judgement) => there with
    {
        Url = judgement.Candidate.Url,
        Status = DestinationStatus.Confirmed,
        Evidence = [.. judgement.Evidence, new Evidence("acceptedByAdmin", judgement.Candidate.Id)],
        Territories = judgement.Candidate.Territories,
        Pinned = true,
        Removed = false,
        Flag = null,
        Why = null,
        DueAt = null,
        Attempts = 0,
        Silences = 0,
        Rejected = [.. there.Rejected.Where(rejected => rejected != judgement.Candidate.Id)],
    };

    /// <summary>With an admin's word for it, the candidate's code becomes that of a release that had none: everybody else is asked for it.</summary>
    private static Link Learn(Link link, Candidate candidate)
    {
        if (link.Source.Isrc is not null || link.Source.Upc is not null) return link;
        Isrc? isrc = candidate.Kind == ItemKind.Track && Isrc.TryParse(candidate.Isrc, out var itsIsrc) ? itsIsrc : null;
        Upc? upc = candidate.Kind == ItemKind.Album && Upc.TryParse(candidate.Upc, out var itsUpc) ? itsUpc : null;
        return isrc is null && upc is null ? link : link with { Source = link.Source with { Isrc = isrc, Upc = upc }, Destinations = [.. link.Destinations.Select(LinkEditor.Reopen)] };
    }

    /// <summary>Takes a candidate out of the running until it is accepted or the service reopened; the next best takes its place, if there is one. Null: the one that is there.</summary>
    public async Task<ReviewResult> RejectAsync(OrganizationId organization, LinkId id, string? version, StreamingService service, string? candidateId, CancellationToken cancellationToken)
    {
        if (await FindAsync(organization, id, service, candidateId, cancellationToken) is not { } judgement) return await RefuseAsync(organization, id, cancellationToken);
        var candidate = judgement.Candidate;
        return await ChangeAsync(organization, id, version, service, there =>
        {
            var noted = there with { Rejected = [.. there.Rejected.Append(candidate.Id).Distinct()] };
            return there.Url != candidate.Url ? noted : noted with
            {
                Url = null,
                Status = DestinationStatus.NotFound,
                Evidence = [new Evidence("rejectedByAdmin", candidate.Id)],
                Why = "Rejected by an admin.",
                Pinned = false,
                Flag = null,
                Territories = Territories.Everywhere,
            };
        }, resolves: true, cancellationToken);
    }

    /// <summary>Vouches for the address that is there, or leaves it to the look-ups again. A search is no address of the song: it cannot be vouched for.</summary>
    public async Task<ReviewResult> PinAsync(OrganizationId organization, LinkId id, string? version, StreamingService service, bool isPinned, CancellationToken cancellationToken)
    {
        if (await links.FindAsync(organization, id, cancellationToken) is { } link && !CanPin(link.Find(service))) return new ReviewResult.NothingToPin();
        return await ChangeAsync(organization, id, version, service, there => !CanPin(there) || there.Pinned == isPinned ? there : isPinned ? Pin(there) : Unpin(there), resolves: true, cancellationToken);
    }

    private static bool CanPin(Destination? there) => there is { Url: not null, Removed: false, Status: not DestinationStatus.Search };

    private static Destination Pin(Destination there) => there with
    {
        Pinned = true, Status = there.Status == DestinationStatus.Probable ? DestinationStatus.Manual : there.Status, Why = null, DueAt = null,
    };

    /// <summary>What only an admin's word stood behind is looked up anew.</summary>
    private static Destination Unpin(Destination there) => there.Status == DestinationStatus.Manual
        ? LinkEditor.Reopen(there with { Pinned = false })
        : there with { Pinned = false, DueAt = null };

    /// <summary>Takes back whatever an admin decided for the service: it is looked up as if nobody had.</summary>
    public Task<ReviewResult> ReopenAsync(OrganizationId organization, LinkId id, string? version, StreamingService service, CancellationToken cancellationToken) =>
        ChangeAsync(organization, id, version, service, _ => Destination.Pending(service), resolves: true, cancellationToken);

    private async Task<ReviewResult> ChangeAsync(OrganizationId organization, LinkId id, string? version, StreamingService service, Func<Destination, Destination> change, bool resolves, CancellationToken cancellationToken)
    {
        var result = await editor.ChangeDestinationAsync(organization, id, version, service, change, resolves, cancellationToken);
        return await TellAsync(result, cancellationToken);
    }

    private async Task<ReviewResult> TellAsync(EditLinkResult result, CancellationToken cancellationToken)
    {
        if (result is not EditLinkResult.Edited edited) return new ReviewResult.NotEdited(result);
        await reviews.SetAsync(edited.Link, cancellationToken);
        return new ReviewResult.Decided(edited.Link);
    }

    private async Task<Judgement?> FindAsync(OrganizationId organization, LinkId id, StreamingService service, string? candidateId, CancellationToken cancellationToken)
    {
        if (await links.FindAsync(organization, id, cancellationToken) is not { } link) return null;
        var judgements = ServiceReview.JudgementsOf(link, await reviews.GetRecordAsync(link, cancellationToken), service);
        return candidateId is null
            ? judgements.FirstOrDefault(judgement => judgement.Candidate.Url == link.Find(service)?.Url)
            : judgements.FirstOrDefault(judgement => judgement.Candidate.Id == candidateId);
    }

    private async Task<ReviewResult> RefuseAsync(OrganizationId organization, LinkId id, CancellationToken cancellationToken) =>
        await links.FindAsync(organization, id, cancellationToken) is null ? new ReviewResult.NotEdited(new EditLinkResult.NotFound()) : new ReviewResult.NoSuchCandidate();
}
