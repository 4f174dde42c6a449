using Microsoft.Extensions.Logging;
using Smartlinks.Links;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>
/// Has links rehearsed, one rehearsal of a link at a time, apart from the request that asked for it. A kill in the middle has the message come again, and the rehearsal start anew.
/// </summary>
public sealed class LinkRehearsal(Rehearsals rehearsals, RehearsalRequests queue, LinkStore links, Rehearser rehearser, IIdSource ids, TimeProvider time, ILogger<LinkRehearsal> log)
{
    /// <summary>The host gives a function ten minutes.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(8);

    private static readonly TimeSpan s_held = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(3);

    /// <summary>The rehearsal that is under way, or a new one.</summary>
    public async Task<Rehearsal> BeginAsync(Link link, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = time.GetUtcNow();
            var last = await rehearsals.FindAsync(link.Organization, link.Id, cancellationToken);
            if (last?.IsUnderWay(now) == true)
            {
                // Nobody has begun it: of a kill right after it was written down there is no message.
                if (last.StartedAt is null && now - last.RequestedAt > s_soon) await PutAsync(last, cancellationToken);
                return last;
            }

            var next = new Rehearsal(link.Organization, link.Id, ids.NewUlid(), RehearsalState.Running, now, [], ETag: last?.ETag ?? default);
            if (await rehearsals.TryPutAsync(next, cancellationToken) is not { } begun) continue;
            await PutAsync(begun, cancellationToken);
            return begun;
        }
    }

    public async Task RunAsync(RehearsalRequest message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await rehearsals.FindAsync(message.Organization, message.Link, cancellationToken) is not { State: RehearsalState.Running } asked || asked.Run != message.Run) return;
        if (asked.IsHeld(now))
        {
            // Another plays it, and may be dead.
            await queue.PutAsync(message, asked.HeldUntil!.Value - now + TimeSpan.FromSeconds(1), cancellationToken);
            return;
        }

        if (await rehearsals.TryPutAsync(asked with { StartedAt = now, HeldUntil = now + s_held, Done = 0 }, cancellationToken) is not { } running) return;
        var (steps, last) = await PlayAsync(running, cancellationToken);
        var state = steps.Any(step => step.Outcome == StepOutcome.Failed) ? RehearsalState.Failed : RehearsalState.Passed;
        if (await rehearsals.TryPutAsync(last with { State = state, Done = 1, EndedAt = time.GetUtcNow(), HeldUntil = null, Steps = steps }, cancellationToken) is null)
            log.LogInformation("Another rehearsal of {Link} was begun meanwhile", message.Link);
    }

    private Task PutAsync(Rehearsal begun, CancellationToken cancellationToken) => queue.PutAsync(new RehearsalRequest(begun.Organization, begun.Link, begun.Run), TimeSpan.Zero, cancellationToken);

    private async Task<(IReadOnlyList<RehearsalStep> Steps, Rehearsal Last)> PlayAsync(Rehearsal running, CancellationToken cancellationToken)
    {
        var toldAt = time.GetTimestamp();
        if (await links.FindAsync(running.Organization, running.Link, cancellationToken) is not { } link) return ([Broken("The link is not there any more.", "Nothing: there is nothing to rehearse.")], running);
        using var deadline = new CancellationTokenSource(s_longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return (await rehearser.RehearseAsync(link, TellAsync, both.Token), running);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([Broken(NightChecks.Say($"The rehearsal did not come to its end within {s_longest.TotalMinutes:0} minutes."), "Try again when this deployment has less to do.")], running);
        }

        async Task TellAsync(double done)
        {
            if (time.GetElapsedTime(toldAt) < s_between) return;
            toldAt = time.GetTimestamp();
            // Who was outrun plays on in vain, and finds it out at the end.
            running = await rehearsals.TryPutAsync(running with { Done = Math.Round(done, 2), HeldUntil = time.GetUtcNow() + s_held }, both.Token) ?? running;
        }
    }

    private static RehearsalStep Broken(string seen, string toDo) => new(RehearsalSteps.Rehearsal, StepOutcome.Failed, seen, toDo);
}
