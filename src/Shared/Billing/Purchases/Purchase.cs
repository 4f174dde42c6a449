using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Billing.Purchases;

/// <summary>How a purchase stands.</summary>
public enum PurchaseState
{
    Open,
    Processing,
    Paid,
    Expired,
    Failed,
    PartlyRefunded,
    Refunded,

    /// <summary>A dispute is open: what it is about is taken back until it is won.</summary>
    Disputed,
}

/// <summary>
/// One thing bought. What it gave and what was taken back are totals that only grow, and both follow from what Stripe tells of the payment now and from nothing else: whatever is
/// learned of it, however often and in whatever order, it ends in the same state.
/// </summary>
/// <param name="Units">What the whole of it gives: credits, releases, or the one thing that it is.</param>
/// <param name="Amount">Its price in the currency's smallest unit; of a plan's period: what was paid.</param>
/// <param name="Link">With a base fee: the link it is for.</param>
/// <param name="Account">The connected account it is paid on; null: the platform's.</param>
public sealed record Purchase(PurchaseId Id, OrganizationId Organization, OfferKind Kind, string Item, string Name, long Units, long Amount, string Currency, string? PriceId, string? Link, string? Account, long Fee,
    DateTimeOffset CreatedAt)
{
    /// <summary>Who holds what it gives, where that is a package, a membership or a fee; null: the organization.</summary>
    public OwnerId? Owner { get; init; }

    /// <summary>Stripe's payment page; null: not made yet, or paid by invoice.</summary>
    public string? Session { get; init; }

    public string? PaymentIntent { get; init; }

    /// <summary>When what it gives ends: of a plan's credits, of a package, of a membership; null: never.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What came of a plan's payment page.</summary>
    public string? Subscription { get; init; }

    public PurchaseState State { get; init; }

    /// <summary>Units given so far.</summary>
    public long Given { get; init; }

    /// <summary>Units taken back so far. More than <see cref="Given"/> it never is.</summary>
    public long TakenBack { get; init; }

    /// <summary>Why units were taken back: <c>refund</c> or <c>dispute</c>.</summary>
    public string? TakenBackFor { get; init; }

    public ETag ETag { get; init; }

    /// <summary>This purchase as the payment stands now.</summary>
    public Purchase After(PaymentReading read)
    {
        var isPaid = read.Stage == PaymentStage.Paid;
        var (withdrawn, returned) = isPaid ? (Share(read.Withdrawn, read.Total), Share(read.Returned, read.Total)) : (0, 0);
        return this with
        {
            State = StateAfter(read),
            Given = isPaid ? Units + returned : 0,
            TakenBack = withdrawn,
            TakenBackFor = withdrawn == 0 ? null : read.HasDispute ? "dispute" : "refund",
            PaymentIntent = read.PaymentIntent ?? PaymentIntent,
            Subscription = read.Subscription ?? Subscription,
        };
    }

    /// <summary>Units for a part of the price, rounded down: half a release is none, and the last cent takes the last credit.</summary>
    private long Share(long part, long total) => total <= 0 ? 0 : (long)((Int128)Units * part / total);

    private static PurchaseState StateAfter(PaymentReading read) => read.Stage switch
    {
        PaymentStage.Open => PurchaseState.Open,
        PaymentStage.Processing => PurchaseState.Processing,
        PaymentStage.Expired => PurchaseState.Expired,
        PaymentStage.Failed => PurchaseState.Failed,
        PaymentStage.Paid when read.IsContested => PurchaseState.Disputed,
        PaymentStage.Paid when read.Withdrawn - read.Returned >= read.Total && read.Total > 0 => PurchaseState.Refunded,
        PaymentStage.Paid => read.Withdrawn > read.Returned ? PurchaseState.PartlyRefunded : PurchaseState.Paid,
    };
}
