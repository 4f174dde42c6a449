using Microsoft.Extensions.Logging;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>
/// Fills a link's destinations and keeps them right. All sources are asked at once and each answer is published as it comes, so that a link is usable from its
/// first match; every answer is judged together with all others, so that a later one may contest an earlier one. Safe to repeat and to be killed: it only ever
/// writes onto the newest version, and never over an admin's word. When somebody has to be asked again, that is on the agenda before the link says so.
/// </summary>
public sealed class ReleaseResolver(
    LinkStore links,
    ITableClient releases,
    LookUpAgenda agenda,
    Reviews reviews,
    MusicSources sources,
    ShareLinkFollower shares,
    DestinationChecker checker,
    OrganizationSettingsStore settings,
    ArtworkKeeper artwork,
    TimeProvider time,
    ILogger<ReleaseResolver> log)
{
    /// <summary>State of reading an admin's own addresses, kept beside that of the third parties.</summary>
    private const string OwnAddresses = "addresses";

    private readonly ReleaseSources _sources = new(sources);

    public async Task ResolveAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request, cancellationToken) is not { } link) return;
        if (link.IsAtRest)
        {
            await RestAsync(link, cancellationToken);
            return;
        }

        // Of two passes at once, one may have left the link with its own moment and the agenda with the other's: what is due is done, for whichever it was asked.
        if (request.DueAt is { } at && link.LookUpDueAt != at && !(link.LookUpDueAt <= time.GetUtcNow()))
        {
            // The pass this asks for is over; it may have been killed before its last steps.
            await FollowUpAsync(link, cancellationToken);
            return;
        }

        await links.PointToAsync(link, cancellationToken);

        var (pass, firstRead) = await BeginAsync(link, isForced: request.DueAt is null, cancellationToken);
        if (await LookUpAsync(pass, pass.Before, firstRead, cancellationToken) is not var (looked, checks)) return;
        var record = pass.Record with { FirstRead = FirstReadings.After(firstRead, checks, looked, pass.Record, pass.Facts) };
        await EndAsync(pass, record, looked, cancellationToken);
    }

    /// <summary>Null when it is not there. Of a link that was deleted, what is left behind goes: this comes again until it is done, however often it is killed.</summary>
    private async Task<Link?> FindAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        switch (await links.FollowAsync(request.Address, cancellationToken))
        {
            case StoredLink.Found { Link: var link } when link.Id == request.Link:
                return link;
            // Only at its own tombstone: a link that did not get one address has another.
            case StoredLink.Deleted deleted when deleted.Id == request.Link:
                await reviews.RemoveAsync(request.Organization, request.Link, cancellationToken);
                await links.UnpointAsync(request.Organization, request.Link, cancellationToken);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Nobody opens an archived link, or one that is not published yet: nobody is asked for it, until it comes back.</summary>
    private async Task RestAsync(Link link, CancellationToken cancellationToken)
    {
        if (link.LookUpDueAt is not null) await links.ChangeAsync(link.Address, link.Id, current => current.IsAtRest ? current with { LookUpDueAt = null } : current, cancellationToken);
    }

    private async Task<(ResolvePass Pass, IReadOnlyList<Candidate> FirstRead)> BeginAsync(Link link, bool isForced, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var record = ReleaseRow.FromEntity(await releases.GetEntityIfExistsAsync(link.Organization.ToString(), link.Id.ToString(), cancellationToken));
        var terms = await settings.GetAsync(link.Organization, cancellationToken);
        var isTurn = isForced || record.CrossReferences.GetValueOrDefault(OwnAddresses) is not { } state || state.DueAt <= now;
        var (followed, shareSilence) = isTurn ? await shares.FollowAsync(link, cancellationToken) : (link, null);
        var own = isTurn && shareSilence is null ? await _sources.ReadAsync(followed, cancellationToken) : new SourceFacts(ReleaseSources.FactsOf(followed), [], shareSilence);
        // An address that is silent holds up nobody who can be asked without it.
        var isReady = (isTurn && own.Silence is null) || own.Facts is { Isrc: not null } or { Upc: not null } or { Title: not null, Artists.Count: > 0 };
        var pass = new ResolvePass(followed, record, own, isReady, sources, checker, terms, now);
        if (own.Silence is { } silence) pass.Remember(OwnAddresses, silence, time.GetUtcNow());
        else if (isTurn) pass.Settle(OwnAddresses);
        return (pass, record.FirstRead);
    }

    /// <summary>Null when the link went away meanwhile.</summary>
    private async Task<(Link Link, IReadOnlyList<DestinationCheck> Checks)?> LookUpAsync(ResolvePass pass, Link link, IReadOnlyList<Candidate> firstRead, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var checks = checker.CheckAsync(link, pass.ToCheck, firstRead, stop.Token);
        var run = LookUpRun.Start(pass.Plan, pass.Known, time, stop.Token);
        await foreach (var batch in run.ReadAsync())
        {
            foreach (var answer in batch) Note(pass, answer);
            if (await links.ChangeAsync(link.Address, link.Id, current => pass.Publish(current, batch, time.GetUtcNow()), cancellationToken) is not { } published)
            {
                await stop.CancelAsync();
                return null;
            }

            link = published;
        }

        var checkedOnes = await checks;
        foreach (var wrong in checkedOnes.Where(check => check.Outcome is CheckOutcome.Dead or CheckOutcome.Changed)) log.LogWarning("A check found {Link}'s {Service} destination {Outcome}", link.Id, wrong.Service, wrong.Outcome);
        pass.Checked(checkedOnes);
        return (link, checkedOnes);
    }

    private void Note(ResolvePass pass, SourceAnswer answer)
    {
        pass.Add(answer, time.GetUtcNow());
        if (answer.LookUp is LookUp.Unavailable silence) log.LogWarning("{Source} is unavailable for look-ups: {Reason}", answer.Source, silence.Reason);
    }

    private async Task EndAsync(ResolvePass pass, ReleaseRecord record, Link link, CancellationToken cancellationToken)
    {
        await releases.UpsertEntityAsync(ReleaseRow.ToEntity(link, pass.Facts, record, time.GetUtcNow()), TableUpdateMode.Replace, cancellationToken);
        var now = time.GetUtcNow();
        var dueAt = pass.NextDueAt(pass.Finish(link, now), now);
        if (dueAt is { } next) await agenda.PutAsync(link, next, cancellationToken);
        var finished = await links.ChangeAsync(link.Address, link.Id,
            current => pass.Finish(current, now) with { Resolving = false, WasResolved = current.WasResolved || current.HasFound, LookUpDueAt = NextOf(pass.Before, current, dueAt), UpdatedAt = now }, cancellationToken);
        if (finished is not null) await FollowUpAsync(finished, cancellationToken);
        // Deleted meanwhile, and what its deletion cleared away was written anew above.
        else await FindAsync(new ResolveRequest(link.Organization, link.Id, link.Address), cancellationToken);
    }

    /// <summary>What comes after a pass and hangs on the link alone. The picture last: its far end may take its time, and the link is whole without it.</summary>
    private async Task FollowUpAsync(Link link, CancellationToken cancellationToken)
    {
        await reviews.SetAsync(link, cancellationToken);
        if (link.ArtworkUrl is not { } source || link.ArtworkKey == ArtworkKeeper.KeyOf(source)) return;
        if (await artwork.KeepAsync(source, cancellationToken) is { } kept)
            await links.ChangeAsync(link.Address, link.Id, current => current.ArtworkUrl == source ? current with { ArtworkKey = kept } : current, cancellationToken);
    }

    /// <summary>A moment that somebody else put down during the pass stands when it is the earlier one: the pass did not see what it is for.</summary>
    private static DateTimeOffset? NextOf(Link before, Link current, DateTimeOffset? dueAt) =>
        current.IsAtRest ? null : current.LookUpDueAt is { } other && other != before.LookUpDueAt && !(dueAt < other) ? other : dueAt;
}
