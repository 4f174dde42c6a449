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
/// Takes Stripe's webhooks: checks the signature over the raw body, queues the event hidden, notes it, then shows it; only after all of it it is taken. What is noted is applied, also when the
/// process is killed right after, and whether or not Stripe sends it again.
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

        if (await events.FindAsync(news.Partition, news.Id, cancellationToken) is { IsApplied: true }) return IntakeResult.Taken;
        var request = new StripeEventRequest(news.Partition, news.Id, now);
        var receipt = await requests.AnnounceAsync(request, cancellationToken);
        await events.TryAddAsync(news, cancellationToken);
        await requests.ShowAsync(request, receipt, cancellationToken);
        return IntakeResult.Taken;
    }
}
