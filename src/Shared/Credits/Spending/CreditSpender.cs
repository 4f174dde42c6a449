using Smartlinks.Links;
using Smartlinks.Organizations;

namespace Smartlinks.Credits.Spending;

/// <summary>
/// Works off <c>credits-to-spend</c>: settles one link, or those that wait, the oldest first, until there is no credit for the next. Late, lost and double messages are harmless.
/// </summary>
public sealed class CreditSpender(LinkPublisher publisher, WaitingLinks waiting, SpendRequests requests, TimeProvider time)
{
    /// <summary>Waiting links that one message looks at; another goes on with the rest.</summary>
    public const int MostAtOnce = 50;

    /// <summary>A link that is not there so long after it was announced never came to be.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    public async Task SpendAsync(SpendRequest request, CancellationToken cancellationToken)
    {
        if (request is { Link: { } link, Address: { } address }) await publisher.SettleAsync(request.Organization, link, address, cancellationToken);
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
}
