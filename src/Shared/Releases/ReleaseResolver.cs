using Microsoft.Extensions.Logging;
using Smartlinks.Links;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>
/// Fills a link's destinations service by service. Each answer is published at once, so a link is usable from its first match. Safe to
/// repeat and to be killed: it only ever writes what it found onto the newest version, and never over an admin's word.
/// A service without an answer is asked again later, by a new request on the queue, at growing distances.
/// </summary>
public sealed class ReleaseResolver(
    LinkStore links,
    ITableClient releases,
    ResolveRequests requests,
    IReadOnlyList<IServiceCatalogue> catalogues,
    ArtworkKeeper artwork,
    TimeProvider time,
    ILogger<ReleaseResolver> log)
{
    /// <summary>When to ask again after the n-th attempt without an answer; then it is left to an admin.</summary>
    private static readonly TimeSpan[] s_retries =
    [
        TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(1);

    public async Task ResolveAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        if (await links.FindFollowingAsync(request.Address, cancellationToken) is not { } link || link.Id != request.Link) return;
        await links.PointToAsync(link, cancellationToken);

        var facts = await ReadSourcesAsync(link, cancellationToken);
        TimeSpan? askAgain = facts.AskAgain;
        foreach (var catalogue in catalogues)
        {
            if (link.Find(catalogue.Service) is { IsOpen: false }) continue;
            var (destination, candidate, wait) = await LookUpAsync(catalogue, facts.Known, cancellationToken);
            if (wait is not null) askAgain = Longer(askAgain, wait.Value);
            if (candidate is not null) facts = facts with { Known = Learn(facts.Known, candidate), Artwork = facts.Artwork ?? candidate.ArtworkUrl };
            if (await PublishAsync(link, destination, facts, cancellationToken) is not { } published) return;
            link = published;
        }

        var attempt = request.Attempt;
        var isLast = askAgain is null || attempt >= s_retries.Length;
        if (await FinishAsync(link, facts, isLast, cancellationToken) is not { } finished) return;
        await releases.UpsertEntityAsync(ReleaseRow.ToEntity(finished.Organization, finished, facts.Known, time.GetUtcNow()), TableUpdateMode.Replace, cancellationToken);
        if (!isLast) await requests.PutAsync(request with { Attempt = attempt + 1 }, Shorter(Longer(s_retries[attempt], askAgain!.Value), s_longestDelay), cancellationToken);
    }

    private sealed record Findings(ReleaseFacts Known, Uri? Artwork, TimeSpan? AskAgain);

    /// <summary>Reads what an admin's own addresses say of the release: its code, title and artists.</summary>
    private async Task<Findings> ReadSourcesAsync(Link link, CancellationToken cancellationToken)
    {
        var findings = new Findings(new ReleaseFacts(link.Source.Isrc, link.Source.Upc, link.Title, link.Artists), null, null);
        var given = link.Destinations.Where(destination => destination.Status == DestinationStatus.Manual).Select(destination => destination.Url).OfType<DestinationUrl>();
        foreach (var url in given)
        {
            if (catalogues.FirstOrDefault(catalogue => catalogue.Service == url.Service) is not { } catalogue) continue;
            if (!ServiceItem.TryRead(url, out var item)) continue;
            switch (await catalogue.FindByItemAsync(item, cancellationToken))
            {
                case LookUp.Found { Candidates: [var candidate, ..] }:
                    var isConfirmedByCode = findings.Known.Isrc is not null || findings.Known.Upc is not null;
                    findings = findings with
                    {
                        Known = isConfirmedByCode ? findings.Known : Learn(findings.Known, candidate),
                        Artwork = findings.Artwork ?? candidate.ArtworkUrl,
                    };
                    break;
                case LookUp.Unavailable unavailable:
                    findings = findings with { AskAgain = Longer(findings.AskAgain, unavailable.RetryAfter ?? TimeSpan.Zero) };
                    break;
            }
        }

        return findings;
    }

    /// <summary>Codes are taken over from a track or an album only for what the link is about; title and artists only where none are known.</summary>
    private static ReleaseFacts Learn(ReleaseFacts known, Candidate candidate) => known with
    {
        Isrc = known.Isrc ?? (known.Upc is null && candidate.Kind == ItemKind.Track && Isrc.TryParse(candidate.Isrc, out var isrc) ? isrc : null),
        Upc = known.Upc ?? (known.Isrc is null && candidate.Kind == ItemKind.Album && Upc.TryParse(candidate.Upc, out var upc) ? upc : null),
        Title = known.Title ?? candidate.Title,
        Artists = known.Artists.Count > 0 ? known.Artists : candidate.Artists,
    };

    private async Task<(Destination Destination, Candidate? Candidate, TimeSpan? AskAgain)> LookUpAsync(IServiceCatalogue catalogue, ReleaseFacts known, CancellationToken cancellationToken)
    {
        if (known.Isrc is null && known.Upc is null) return (NotFound(catalogue, "noCode", "No ISRC or UPC is known to look it up by."), null, null);
        var answer = known.Isrc is { } isrc
            ? await catalogue.FindByIsrcAsync(isrc.ToString(), cancellationToken)
            : await catalogue.FindByUpcAsync([.. known.Upc!.Value.Spellings()], cancellationToken);
        switch (answer)
        {
            case LookUp.Found found:
                if (ReleaseMatcher.Judge(found.Candidates, known) is [{ Verdict: Verdict.Confirmed } chosen, ..])
                    return (new Destination(catalogue.Service, chosen.Candidate.Url, DestinationStatus.Confirmed, chosen.Evidence), chosen.Candidate, null);
                log.LogWarning("{Service} answered a look-up with another recording's code", catalogue.Service.Id);
                return (NotFound(catalogue, "otherCode", $"{catalogue.Service.Name} answered with a recording of another code."), null, null);
            case LookUp.Unavailable unavailable:
                log.LogWarning("{Service} is unavailable for look-ups: {Reason}", catalogue.Service.Id, unavailable.Reason);
                return (Destination.Pending(catalogue.Service) with { Why = $"{catalogue.Service.Name} did not answer ({unavailable.Reason}); asking again.", Evidence = [new Evidence("unavailable", unavailable.Reason)] },
                    null, unavailable.RetryAfter ?? TimeSpan.Zero);
            default:
                return (NotFound(catalogue, "notListed", $"{catalogue.Service.Name} does not list it."), null, null);
        }
    }

    private static Destination NotFound(IServiceCatalogue catalogue, string name, string why) =>
        new(catalogue.Service, null, DestinationStatus.NotFound, [new Evidence(name, catalogue.Service.Id)], Why: why);

    private Task<Link?> PublishAsync(Link link, Destination destination, Findings findings, CancellationToken cancellationToken) =>
        links.ChangeAsync(link.Address, link.Id, current =>
        {
            var there = current.Find(destination.Service);
            var keeps = there is { IsOpen: false } || (destination.Status == DestinationStatus.Pending && there is { Status: DestinationStatus.Confirmed });
            var changed = Describe(keeps ? current : current.With(destination), findings);
            return changed with { UpdatedAt = time.GetUtcNow() };
        }, cancellationToken);

    private static Link Describe(Link link, Findings findings) => link with
    {
        Title = link.TitleIsSet ? link.Title : findings.Known.Title ?? link.Title,
        Artists = link.Artists.Count > 0 ? link.Artists : findings.Known.Artists,
        ArtworkUrl = link.ArtworkUrl ?? findings.Artwork,
        Source = link.Source with { Isrc = link.Source.Isrc ?? findings.Known.Isrc, Upc = link.Source.Upc ?? findings.Known.Upc },
    };

    private async Task<Link?> FinishAsync(Link link, Findings findings, bool isLast, CancellationToken cancellationToken)
    {
        var kept = (link.ArtworkUrl ?? findings.Artwork) is { } source ? await artwork.KeepAsync(source, cancellationToken) : null;
        return await links.ChangeAsync(link.Address, link.Id, current =>
        {
            var described = Describe(current, findings) with { UpdatedAt = time.GetUtcNow(), Resolving = false };
            if (kept is not null && described.ArtworkUrl == (link.ArtworkUrl ?? findings.Artwork)) described = described with { ArtworkKey = kept };
            if (isLast)
            {
                foreach (var pending in described.Destinations.Where(destination => destination.Status == DestinationStatus.Pending).ToList())
                    described = described.With(pending with { Status = DestinationStatus.NotFound, Why = $"{pending.Service.Name} did not answer for two days; set its address by hand." });
            }

            return described;
        }, cancellationToken);
    }

    private static TimeSpan Longer(TimeSpan? one, TimeSpan other) => one is { } value && value > other ? value : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
