using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Credits.Spending;

/// <summary>
/// Works off <c>credits-to-spend</c>: settles one link; or those that wait, the oldest first, until there is no credit for the next; or those that were published by something that was taken back.
/// Late, lost and double messages are harmless.
/// </summary>
public sealed class CreditSpender(LinkPublisher publisher, WaitingLinks waiting, PublishedLinks published, LinkStore links, SpendRequests requests, TimeProvider time)
{
    /// <summary>Links that one message looks at; another goes on with the rest.</summary>
    public const int MostAtOnce = 50;

    /// <summary>A link that is not there so long after it was announced never came to be.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    public async Task SpendAsync(SpendRequest request, CancellationToken cancellationToken)
    {
        if (request is { Link: { } link, Address: { } address }) await publisher.SettleAsync(request.Organization, link, address, cancellationToken);
        else if (request is { Owner: { } owner, TakenBack: { } takenBack }) await LookAgainAsync(request.Organization, owner, takenBack, request.After, cancellationToken);
        else await PublishWaitingAsync(request.Organization, request.After, cancellationToken);
    }

    private async Task PublishWaitingAsync(OrganizationId organization, LinkId? after, CancellationToken cancellationToken)
    {
        var page = await waiting.ListAsync(organization, after, MostAtOnce, cancellationToken);
        foreach (var each in page)
        {
            var settlement = await publisher.SettleAsync(organization, each.Link, each.Address, cancellationToken);
            if (settlement == Settlement.AwaitsCredit) return;
            if (settlement == Settlement.Missing && each.Since + s_patience < time.GetUtcNow()) await waiting.RemoveAsync(organization, each.Link, cancellationToken);
        }

        if (page.Count == MostAtOnce) await requests.PutAsync(SpendRequest.OfWaiting(organization, page[^1].Link), cancellationToken);
    }

    /// <summary>Each link tells itself what it was published by last, and is held again only where nothing else grants it.</summary>
    private async Task LookAgainAsync(OrganizationId organization, OwnerId owner, EntitlementId takenBack, LinkId? after, CancellationToken cancellationToken)
    {
        var page = await published.ListAsync(organization, owner, takenBack, after?.ToString(), MostAtOnce, cancellationToken);
        foreach (var id in page.Select(LinkId.Parse))
            if (await links.FindAsync(organization, id, cancellationToken) is { } link) await publisher.SettleAsync(organization, id, link.Address, cancellationToken);
        if (page.Count == MostAtOnce) await requests.PutAsync(SpendRequest.OfTakenBack(organization, owner, takenBack, LinkId.Parse(page[^1])), cancellationToken);
    }
}
