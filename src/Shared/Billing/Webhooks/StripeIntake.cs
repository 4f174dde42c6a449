using Microsoft.Extensions.Logging;

namespace Smartlinks.Billing.Webhooks;

/// <summary>What becomes of a webhook at the door.</summary>
public enum IntakeResult
{
    /// <summary>It is kept and will be applied, or was before.</summary>
    Taken,

    /// <summary>It is genuine and none of our business.</summary>
    LeftAside,

    /// <summary>It is not from Stripe, too old, or no event.</summary>
    Refused,
}

/// <summary>
/// Takes Stripe's webhooks: checks the signature over the raw body, notes the event, then queues it; only after both it is taken. Killed in between, Stripe sends it again, and what is
/// noted but not applied is queued again.
/// </summary>
/// <param name="time">The system's own: Stripe signs by real time.</param>
public sealed class StripeIntake(StripeOptions options, StripeEvents events, StripeEventRequests requests, TimeProvider time, ILogger<StripeIntake> log)
{
    /// <param name="signature">The header <c>Stripe-Signature</c>.</param>
    public async Task<IntakeResult> TakeAsync(string? signature, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isPlatforms = StripeSignature.IsGood(signature, body.Span, options.PlatformSecrets, now, options.SignatureTolerance);
        if (!isPlatforms && !StripeSignature.IsGood(signature, body.Span, options.ConnectSecrets, now, options.SignatureTolerance)) return IntakeResult.Refused;
        if (StripeEvent.TryRead(body) is not { } news) return IntakeResult.Refused;
        // Each endpoint tells of its own accounts only: what a connected account's endpoint says of the platform is not believed.
        if (isPlatforms != news.Account is null) return IntakeResult.Refused;
        if (news.Livemode != options.Livemode || !StripeEventTypes.All.Contains(news.Type))
        {
            // A live endpoint gets its connected accounts' test events as well: an error would have Stripe repeat them for days.
            log.LogInformation("A Stripe event of type {Type} is left aside", news.Type);
            return IntakeResult.LeftAside;
        }

        if (await events.TryAddAsync(news, cancellationToken) || await events.FindAsync(news.Partition, news.Id, cancellationToken) is { IsApplied: false })
            await requests.PutAsync(new StripeEventRequest(news.Partition, news.Id, now), TimeSpan.Zero, cancellationToken);
        return IntakeResult.Taken;
    }
}
