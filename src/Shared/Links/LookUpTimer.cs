using Microsoft.Extensions.Logging;

namespace Smartlinks.Links;

/// <summary>
/// Fired every minute: has the links looked at whose moment has come. Late, missed and double firings are safe: a moment stays in the table until the
/// link has another, and a request for a moment that has passed ends by itself.
/// </summary>
public sealed class LookUpTimer(DueLookUps due, LinkStore links, ResolveRequests requests, TimeProvider time, ILogger<LookUpTimer> log)
{
    /// <summary>What one firing takes at most; the rest follows a minute later.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>After so long a request is believed lost and made again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const int Concurrency = 16;

    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var taken = await due.ListAsync(now, MostAtOnce, cancellationToken);
        await Parallel.ForEachAsync(taken, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (each, token) => await TakeAsync(each, now, token));
        if (taken.Count == MostAtOnce) log.LogWarning("More than {Count} links are due to be looked up; the rest follows in a minute", MostAtOnce);
    }

    private async Task TakeAsync(DueLookUp taken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var link = await links.FindFollowingAsync(taken.Address, cancellationToken);
        if (link is not null && link.Id == taken.Link && link.LookUpDueAt == taken.DueAt)
        {
            // In this order: a kill between two steps repeats one, and loses none.
            await requests.PutAsync(new ResolveRequest(taken.Organization, taken.Link, link.Address, taken.DueAt), TimeSpan.Zero, cancellationToken);
            await due.PutAsync(taken with { Address = link.Address, FiresAt = now + Patience }, cancellationToken);
        }

        await due.DeleteAsync(taken, cancellationToken);
    }
}
