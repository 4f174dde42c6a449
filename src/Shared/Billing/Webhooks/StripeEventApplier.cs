using Microsoft.Extensions.Logging;
using Smartlinks.Billing.Stripe;

namespace Smartlinks.Billing.Webhooks;

/// <summary>
/// Applies what queue <see cref="StripeEventRequests.QueueName"/> names, each event once by its id; the mark comes last, and all before it may be done again without harm. While Stripe
/// does not answer, it is put off, for three days; then it goes to the poison queue, for a person to look at.
/// </summary>
public sealed class StripeEventApplier(StripeEvents events, StripeEventHandlers handlers, StripeEventRequests requests, TimeProvider time, ILogger<StripeEventApplier> log)
{
    public static readonly TimeSpan TriedFor = TimeSpan.FromDays(3);

    private static readonly TimeSpan s_shortestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(30);

    /// <param name="message">Text of the queue message.</param>
    public async Task ApplyAsync(string message, CancellationToken cancellationToken)
    {
        if (StripeEventRequest.TryRead(message) is not { } request)
        {
            log.LogError("A message of {Queue} names no event; it is dropped", StripeEventRequests.QueueName);
            return;
        }

        if (await events.FindAsync(request.Partition, request.Id, cancellationToken) is not { IsApplied: false } news) return;
        try
        {
            await handlers.HandleAsync(news, cancellationToken);
        }
        catch (StripeFailureException failure) when (failure.CanPass && Age(request) < TriedFor)
        {
            log.LogWarning("A Stripe event of type {Type} is put off: {Failure}", news.Type, failure.Message);
            await requests.PutAsync(request, Wait(Age(request)), cancellationToken);
            return;
        }
        catch (StripeFailureException failure) when (failure.IsMissing)
        {
            log.LogWarning("A Stripe event of type {Type} is about something that is gone: {Failure}", news.Type, failure.Message);
        }

        await events.MarkAppliedAsync(news, cancellationToken);
        await events.DeletePastAsync(cancellationToken);
    }

    private TimeSpan Age(StripeEventRequest request) => time.GetUtcNow() - request.Since;

    /// <summary>As long as it was tried so far, within bounds: waits double.</summary>
    private static TimeSpan Wait(TimeSpan age) => age < s_shortestWait ? s_shortestWait : age > s_longestWait ? s_longestWait : age;
}
