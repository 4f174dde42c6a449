using Smartlinks.Billing.Stripe;

namespace Smartlinks.Billing.Purchases;

/// <summary>How far a payment is.</summary>
public enum PaymentStage
{
    /// <summary>The page is there; nobody has paid.</summary>
    Open,

    /// <summary>Agreed to; the money is still on its way.</summary>
    Processing,

    Paid,

    /// <summary>The page ended unused.</summary>
    Expired,

    /// <summary>Agreed to, and the money did not come.</summary>
    Failed,
}

/// <summary>
/// A payment as Stripe tells it at one moment. <see cref="Withdrawn"/> and <see cref="Returned"/> count every refund and dispute there ever was, so both only grow: a refund that
/// failed and a dispute that was won are in both.
/// </summary>
/// <param name="Total">What was to be paid.</param>
/// <param name="Withdrawn">What went back to the payer, or to the payer's bank.</param>
/// <param name="Returned">What of that came back.</param>
/// <param name="HasDispute">Whether anything was withdrawn by a dispute.</param>
/// <param name="IsContested">Whether a dispute is open.</param>
public sealed record PaymentReading(PaymentStage Stage, long Total, long Withdrawn, long Returned, bool HasDispute, bool IsContested, string? PaymentIntent = null, string? Subscription = null)
{
    public static PaymentReading Of(PaymentStage stage, long total, IReadOnlyList<StripeRefund> refunds, IReadOnlyList<StripeDispute> disputes, string? paymentIntent = null, string? subscription = null)
    {
        var withdrawing = disputes.Where(dispute => Withdraws(dispute.Status)).ToList();
        var returned = refunds.Where(refund => refund.Status is "failed" or "canceled").Sum(refund => refund.Amount) + withdrawing.Where(dispute => dispute.Status == "won").Sum(dispute => dispute.Amount);
        var withdrawn = refunds.Sum(refund => refund.Amount) + withdrawing.Sum(dispute => dispute.Amount);
        // A disputed refund, or a dispute that costs more than the price: nobody is asked for more than was given.
        return new PaymentReading(stage, total, Math.Min(withdrawn, returned + total), returned, withdrawing.Count > 0,
            withdrawing.Exists(dispute => dispute.Status is not ("won" or "lost")), paymentIntent, subscription);
    }

    /// <summary>An inquiry moves no money, nor does a dispute that was averted; any other state, also one that is not known yet, does or did.</summary>
    private static bool Withdraws(string? status) => status is not null && !status.StartsWith("warning_", StringComparison.Ordinal) && status != "prevented";
}
