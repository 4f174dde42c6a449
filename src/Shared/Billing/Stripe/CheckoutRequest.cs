namespace Smartlinks.Billing.Stripe;

/// <summary>What a payment page sells: something with its own amount, paid once, or a recurring price that Stripe knows.</summary>
public abstract record CheckoutLine
{
    private CheckoutLine()
    {
    }

    /// <param name="UnitAmount">In the currency's smallest unit.</param>
    public sealed record Once(string Name, long UnitAmount, string Currency, string? Description = null) : CheckoutLine;

    /// <param name="Price">Such as <c>price_…</c>.</param>
    public sealed record Recurring(string Price) : CheckoutLine;
}

/// <summary>A payment page to be made: <c>POST /v1/checkout/sessions</c>.</summary>
/// <param name="Metadata">Goes onto the page and what comes of it, the payment or the subscription.</param>
public sealed record CheckoutRequest(CheckoutLine Line, Uri SuccessUrl, Uri CancelUrl, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>A customer that Stripe knows; null: one is made, or none.</summary>
    public string? Customer { get; init; }

    /// <summary>Filled in on the page where there is no customer.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary>Our own name of it, for people who look at Stripe's dashboard.</summary>
    public string? ClientReferenceId { get; init; }

    /// <summary>What the platform keeps of a payment on a connected account.</summary>
    public long? ApplicationFeeAmount { get; init; }

    /// <summary>When the page ends; null: after a day.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public StripeForm ToForm()
    {
        var form = new StripeForm().Add("mode", Line is CheckoutLine.Recurring ? "subscription" : "payment")
            .Add("success_url", SuccessUrl.AbsoluteUri).Add("cancel_url", CancelUrl.AbsoluteUri)
            .Add("client_reference_id", ClientReferenceId).Add("customer", Customer).Add("customer_email", Customer is null ? CustomerEmail : null)
            .Add("expires_at", ExpiresAt?.ToUnixTimeSeconds()).Add("metadata", Metadata).Add("line_items[0][quantity]", 1);
        switch (Line)
        {
            case CheckoutLine.Once once:
                AddOnce(form, once);
                break;
            case CheckoutLine.Recurring recurring:
                form.Add("line_items[0][price]", recurring.Price).Add("subscription_data[metadata]", Metadata);
                break;
        }

        return form;
    }

    private void AddOnce(StripeForm form, CheckoutLine.Once line) =>
        form.Add("line_items[0][price_data][currency]", line.Currency).Add("line_items[0][price_data][unit_amount]", line.UnitAmount)
            .Add("line_items[0][price_data][product_data][name]", line.Name).Add("line_items[0][price_data][product_data][description]", line.Description)
            // One currency from the price to the refund: shares of it are told by amounts.
            .Add("adaptive_pricing[enabled]", false)
            .Add("payment_intent_data[metadata]", Metadata).Add("payment_intent_data[application_fee_amount]", ApplicationFeeAmount is > 0 ? ApplicationFeeAmount : null);
}
