namespace Smartlinks.Links;

/// <summary>
/// Puts down when a link is looked at next. What is near is a delayed message; what is far, and whatever becomes of a message that is lost, is a row for
/// the timer. Both hold only while the link has that moment: put it down first, then write it into the link.
/// </summary>
public sealed class LookUpAgenda(ResolveRequests requests, DueLookUps due, TimeProvider time)
{
    /// <summary>The timer comes every minute: what is nearer than a few of them is not left to it.</summary>
    private static readonly TimeSpan s_near = TimeSpan.FromMinutes(3);

    /// <summary>When a link is looked at whose message was lost, because it failed each time it was tried.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task PutAsync(Link link, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var wait = dueAt - time.GetUtcNow();
        if (wait > s_near)
        {
            await due.PutAsync(link, dueAt, cancellationToken);
            return;
        }

        await due.PutAsync(new DueLookUp(link.Organization, link.Id, link.Address, dueAt, dueAt + Patience), cancellationToken);
        await requests.PutAsync(new ResolveRequest(link.Organization, link.Id, link.Address, dueAt), wait > TimeSpan.Zero ? wait : TimeSpan.Zero, cancellationToken);
    }
}
