using Microsoft.Extensions.Logging;

namespace Smartlinks.Links;

/// <summary>
/// Fired every minute: has the links looked at whose moment has come or comes before the next firing, each at its own second. A crowd that was put off to one turn
/// after the other would else come back together once a minute, find a few turns, and go to the end of the line again. Late, missed and double firings are safe: a link has a row in the table as long as it has
/// a moment, and a request for a moment that has passed ends by itself.
/// </summary>
public sealed class LookUpTimer(DueLookUps due, LinkStore links, ResolveRequests requests, TimeProvider time, ILogger<LookUpTimer> log)
{
    /// <summary>What one firing takes at most; the rest follows a minute later.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>After so long a request is believed lost and made again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private const int Concurrency = 16;

    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var taken = await due.ListAsync(now + s_every, MostAtOnce, cancellationToken);
        await Parallel.ForEachAsync(taken, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (each, token) => await TakeAsync(each, now, token));
        if (taken.Count == MostAtOnce) log.LogWarning("More than {Count} links are due to be looked up; the rest follows in a minute", MostAtOnce);
    }

    private async Task TakeAsync(DueLookUp taken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var link = await links.FindFollowingAsync(taken.Address, cancellationToken);
        if (link is not { LookUpDueAt: { } dueAt } || link.Id != taken.Link)
        {
            await due.DeleteAsync(taken, cancellationToken);
            return;
        }

        // The link's own moment counts, not the row's: of two passes at once, one may have put its row in the other's place. But that moment's own row or message comes first.
        var at = taken.DueAt == dueAt ? dueAt : dueAt + LookUpAgenda.Patience;
        var isDue = at <= now + s_every;
        var wait = at > now ? at - now : TimeSpan.Zero;
        var next = taken with { Address = link.Address, DueAt = dueAt, FiresAt = isDue ? now + wait + Patience : at };
        // In this order: a kill between two steps repeats one, and loses none; and the pass that is asked for puts its own next moment down after this one.
        await due.PutOffAsync(taken, next, cancellationToken);
        if (isDue) await requests.PutAsync(new ResolveRequest(taken.Organization, taken.Link, link.Address, dueAt), wait, cancellationToken);
        if (!DueLookUps.IsOneRow(taken, next)) await due.DeleteAsync(taken, cancellationToken);
    }
}
