using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Stripe;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

/// <summary>What a purchase is follows from the payment as it stands now.</summary>
public sealed class PurchaseTests
{
    private static readonly Purchase s_credits = new(PurchaseId.New(new ScriptedIds()), Some.Organization, OfferKind.Credits, "pack", "100 credits", 100, 1_000, "eur", null, null, null, 0, Some.Instant);

    [Theory]
    [InlineData(PaymentStage.Open, PurchaseState.Open)]
    [InlineData(PaymentStage.Processing, PurchaseState.Processing)]
    [InlineData(PaymentStage.Expired, PurchaseState.Expired)]
    [InlineData(PaymentStage.Failed, PurchaseState.Failed)]
    public void Nothing_is_given_before_the_money_is_there(PaymentStage stage, PurchaseState state)
    {
        var after = s_credits.After(PaymentReading.Of(stage, 1_000, [], []));

        Assert.Equal((state, 0L, 0L), (after.State, after.Given, after.TakenBack));
    }

    [Theory]
    [InlineData("", "", "Paid", 100, 0)]
    [InlineData("333 succeeded", "", "PartlyRefunded", 100, 33)]
    [InlineData("333 succeeded,334 pending", "", "PartlyRefunded", 100, 66)]
    [InlineData("333 succeeded,667 succeeded", "", "Refunded", 100, 100)]
    [InlineData("1000 failed", "", "Paid", 200, 100)]
    [InlineData("1000 failed,1000 succeeded", "", "Refunded", 200, 200)]
    [InlineData("500 canceled,400 succeeded", "", "PartlyRefunded", 150, 90)]
    [InlineData("", "1000 needs_response", "Disputed", 100, 100)]
    [InlineData("", "1000 under_review", "Disputed", 100, 100)]
    [InlineData("", "1000 a_new_state", "Disputed", 100, 100)]
    [InlineData("", "1000 warning_needs_response", "Paid", 100, 0)]
    [InlineData("", "1000 warning_closed", "Paid", 100, 0)]
    [InlineData("", "1000 prevented", "Paid", 100, 0)]
    [InlineData("", "1000 won", "Paid", 200, 100)]
    [InlineData("", "1000 lost", "Refunded", 100, 100)]
    [InlineData("500 succeeded", "1000 lost", "Refunded", 100, 100)]
    [InlineData("500 succeeded", "500 won", "PartlyRefunded", 150, 100)]
    public void Refunds_and_disputes_take_back_their_share(string refunds, string disputes, string state, long given, long takenBack)
    {
        var after = s_credits.After(PaymentReading.Of(PaymentStage.Paid, 1_000, [.. Read(refunds).Select(each => new StripeRefund("re_1", each.Amount, each.Status, "pi_1"))],
            [.. Read(disputes).Select(each => new StripeDispute("dp_1", each.Amount, each.Status, "ch_1", "pi_1"))]));

        Assert.Equal((state, given, takenBack), (after.State.ToString(), after.Given, after.TakenBack));
        Assert.Equal(takenBack == 0 ? null : disputes.Length > 0 && !disputes.Contains("warning", StringComparison.Ordinal) ? "dispute" : "refund", after.TakenBackFor);
    }

    [Fact]
    public void What_cannot_be_divided_goes_with_the_last_cent()
    {
        var release = s_credits with { Kind = OfferKind.BaseFee, Units = 1 };
        Assert.Equal(0, release.After(PaymentReading.Of(PaymentStage.Paid, 1_000, [new("re_1", 999, "succeeded", "pi_1")], [])).TakenBack);
        Assert.Equal(1, release.After(PaymentReading.Of(PaymentStage.Paid, 1_000, [new("re_1", 1_000, "succeeded", "pi_1")], [])).TakenBack);
    }

    [Fact]
    public void Totals_only_grow_and_never_more_is_taken_than_was_given()
    {
        var random = new Random(5);
        for (var history = 0; history < 2_000; history++)
        {
            var (refunds, disputes, before) = (new List<StripeRefund>(), new List<StripeDispute>(), s_credits);
            for (var step = 0; step < 12; step++)
            {
                Step(random, refunds, disputes);
                var after = s_credits.After(PaymentReading.Of(PaymentStage.Paid, 1_000, refunds, disputes));
                Assert.True(after.Given >= before.Given && after.TakenBack >= before.TakenBack, "totals grow");
                Assert.InRange(after.Given - after.TakenBack, 0, 100);
                before = after;
            }
        }
    }

    [Fact]
    public void Something_free_is_given_and_has_nothing_to_take_back()
    {
        var after = s_credits.After(PaymentReading.Of(PaymentStage.Paid, 0, [], []));

        Assert.Equal((PurchaseState.Paid, 100L, 0L), (after.State, after.Given, after.TakenBack));
    }

    /// <summary>What can happen to a payment next.</summary>
    private static void Step(Random random, List<StripeRefund> refunds, List<StripeDispute> disputes)
    {
        var (pending, open) = (refunds.FindIndex(refund => refund.Status == "pending"), disputes.FindIndex(dispute => dispute.Status == "needs_response"));
        switch (random.Next(5))
        {
            case 0:
                refunds.Add(new StripeRefund($"re_{refunds.Count}", random.Next(1, 1_000), random.Next(2) == 0 ? "pending" : "succeeded", "pi_1"));
                break;
            case 1 when pending >= 0:
                refunds[pending] = refunds[pending] with { Status = random.Next(2) == 0 ? "failed" : "succeeded" };
                break;
            case 2:
                disputes.Add(new StripeDispute($"dp_{disputes.Count}", random.Next(1, 1_500), random.Next(3) == 0 ? "warning_needs_response" : "needs_response", "ch_1", "pi_1"));
                break;
            case 3 when open >= 0:
                disputes[open] = disputes[open] with { Status = random.Next(2) == 0 ? "won" : "lost" };
                break;
        }
    }

    private static IEnumerable<(long Amount, string Status)> Read(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split(' ')).Select(each => (long.Parse(each[0], System.Globalization.CultureInfo.InvariantCulture), each[1]));
}
