using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>Connects an organization's own Stripe account, and keeps what Stripe tells of it.</summary>
public sealed class AccountKeeper(BillingStore store, StripeApi stripe, IIdSource ids)
{
    /// <summary>Where the account's owner goes on setting it up; the account is made the first time.</summary>
    public async Task<string> BeginAsync(OrganizationId organization, Uri comeBack, CancellationToken cancellationToken)
    {
        var account = await store.FindAccountAsync(organization, cancellationToken) ?? await CreateAsync(organization, cancellationToken);
        return (await stripe.CreateAccountLinkAsync(account.Id, comeBack, comeBack, $"account-link-{ids.NewUlid()}", cancellationToken)).Url!;
    }

    /// <summary>Takes over what Stripe has now of an account of ours.</summary>
    public async Task LookAgainAsync(string id, CancellationToken cancellationToken)
    {
        var known = await stripe.GetAccountAsync(id, cancellationToken);
        if (!OrganizationId.TryParse(known.Metadata?.GetValueOrDefault(CheckoutDesk.OrganizationMark), out var organization)) return;
        while (await store.FindAccountAsync(organization, cancellationToken) is { } stored && stored.Id == id)
        {
            if (await store.TryPutAsync(stored.After(await stripe.GetAccountAsync(id, cancellationToken)), cancellationToken)) return;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<ConnectedAccount> CreateAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        // The organization's name is the key: two that begin at once get the same account.
        var made = await stripe.CreateAccountAsync(null, new Dictionary<string, string> { [CheckoutDesk.OrganizationMark] = organization.ToString() }, $"account-{organization}", cancellationToken);
        await store.TryPutAsync(new ConnectedAccount(made.Id!, organization, false, false, false, "").After(made), cancellationToken);
        return (await store.FindAccountAsync(organization, cancellationToken))!;
    }
}
