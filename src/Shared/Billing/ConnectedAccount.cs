using Azure;
using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>The Stripe account an organization takes its own money on, as Stripe told it last.</summary>
/// <param name="ChargesEnabled">Whether it may be paid on.</param>
/// <param name="Missing">What Stripe waits for, by name.</param>
public sealed record ConnectedAccount(string Id, OrganizationId Organization, bool ChargesEnabled, bool PayoutsEnabled, bool DetailsSubmitted, string Missing, ETag ETag = default)
{
    private const int MostMissing = 2_000;

    public ConnectedAccount After(StripeAccount read)
    {
        var missing = string.Join(' ', (read.Requirements?.CurrentlyDue ?? []).Order(StringComparer.Ordinal));
        return this with { ChargesEnabled = read.ChargesEnabled, PayoutsEnabled = read.PayoutsEnabled, DetailsSubmitted = read.DetailsSubmitted, Missing = missing.Length <= MostMissing ? missing : missing[..MostMissing] };
    }
}
