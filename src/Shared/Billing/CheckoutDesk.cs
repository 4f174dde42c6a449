using System.Security.Cryptography;
using System.Text;
using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Billing;

/// <summary>What somebody wants to buy, and where the payment page leads back to.</summary>
/// <param name="Link">With a base fee: the link it is for.</param>
/// <param name="IdempotencyKey">The caller's own; null: none.</param>
public sealed record CheckoutWish(OrganizationId Organization, Offer Offer, string? Link, Uri ComeBack, string? IdempotencyKey)
{
    /// <summary>Who is to hold it; null: the organization.</summary>
    public OwnerId? Owner { get; init; }
}

/// <summary>What came of it.</summary>
public abstract record CheckoutResult
{
    private CheckoutResult()
    {
    }

    public sealed record Begun(Purchase Purchase, string Url) : CheckoutResult;

    /// <summary>The payment page of an earlier request with this key is used or over.</summary>
    public sealed record Closed(Purchase Purchase) : CheckoutResult;

    /// <summary>The key came with another wish.</summary>
    public sealed record KeyReused : CheckoutResult;

    /// <summary>The organization has no Stripe account that can be paid on.</summary>
    public sealed record NotConnected : CheckoutResult;
}

/// <summary>
/// Begins purchases: notes the purchase and the caller's key together, then has Stripe make the page under the purchase's own name, then notes the page. Killed in between, a retry
/// with the same key goes on where it was; without one nothing was promised.
/// </summary>
public sealed class CheckoutDesk(BillingStore store, StripeApi stripe, StripeOptions options, IIdSource ids, TimeProvider time)
{
    /// <summary>In the metadata of what Stripe makes for us: whose it is, and what it pays.</summary>
    public const string OrganizationMark = "organization";

    public const string PurchaseMark = "purchase";

    public async Task<CheckoutResult> BeginAsync(CheckoutWish wish, CancellationToken cancellationToken)
    {
        var account = wish.Offer.IsOrganizations ? await store.FindAccountAsync(wish.Organization, cancellationToken) : null;
        if (wish.Offer.IsOrganizations && account is not { ChargesEnabled: true }) return new CheckoutResult.NotConnected();
        var purchase = New(wish, account?.Id);
        if (wish.IdempotencyKey is null) await store.TryAddAsync(purchase, null, cancellationToken);
        else
        {
            var (hash, fingerprint) = (Hash(wish.IdempotencyKey), Hash($"{wish.Offer}|{wish.Link}|{wish.ComeBack}|{account?.Id}{(wish.Owner is { } owner ? $"|{owner}" : "")}"));
            if (!await store.TryAddAsync(purchase, BillingRow.ToKey(wish.Organization, hash, purchase.Id, fingerprint), cancellationToken))
            {
                var first = (await store.FindKeyAsync(wish.Organization, hash, cancellationToken))!.Value;
                if (first.Fingerprint != fingerprint) return new CheckoutResult.KeyReused();
                purchase = (await store.FindPurchaseAsync(wish.Organization, first.Purchase, cancellationToken))!;
                if (purchase.Session is { } session) return AnswerFor(purchase, await stripe.GetSessionAsync(session, purchase.Account, cancellationToken));
            }
        }

        return await OpenPageAsync(wish, purchase.Id, cancellationToken);
    }

    /// <summary>Stripe's portal, where an organization changes and ends its plan; null: it never bought one.</summary>
    public async Task<string?> OpenPortalAsync(OrganizationId organization, Uri comeBack, CancellationToken cancellationToken) =>
        await store.FindCustomerAsync(organization, cancellationToken) is { } customer
            ? (await stripe.CreatePortalSessionAsync(customer, comeBack, $"portal-{ids.NewUlid()}", cancellationToken)).Url
            : null;

    private async Task<CheckoutResult> OpenPageAsync(CheckoutWish wish, PurchaseId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var purchase = (await store.FindPurchaseAsync(wish.Organization, id, cancellationToken))!;
            var session = await stripe.CreateSessionAsync(await ToRequestAsync(purchase, wish.ComeBack, cancellationToken), $"checkout-{id}", purchase.Account, cancellationToken);
            if (await store.TryUpdateAsync(purchase with { Session = session.Id }, cancellationToken) is { } noted) return AnswerFor(noted, session);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static CheckoutResult AnswerFor(Purchase purchase, StripeSession session) =>
        session is { Status: "open", Url: { } url } ? new CheckoutResult.Begun(purchase, url) : new CheckoutResult.Closed(purchase);

    private async Task<CheckoutRequest> ToRequestAsync(Purchase purchase, Uri comeBack, CancellationToken cancellationToken)
    {
        var marks = new Dictionary<string, string> { [OrganizationMark] = purchase.Organization.ToString(), [PurchaseMark] = purchase.Id.ToString() };
        CheckoutLine line = purchase.PriceId is { } price ? new CheckoutLine.Recurring(price) : new CheckoutLine.Once(purchase.Name, purchase.Amount, purchase.Currency);
        return new CheckoutRequest(line, With(comeBack, $"checkout=done&purchase={purchase.Id}"), With(comeBack, $"checkout=canceled&purchase={purchase.Id}"), marks)
        {
            ClientReferenceId = purchase.Id.ToString(),
            // The one customer an organization has on the platform; on its own account it is somebody else who pays.
            Customer = purchase.Account is null ? await CustomerAsync(purchase.Organization, cancellationToken) : null,
            ApplicationFeeAmount = purchase.Fee,
        };
    }

    private async Task<string> CustomerAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (await store.FindCustomerAsync(organization, cancellationToken) is { } known) return known;
        var made = await stripe.CreateCustomerAsync(null, null, new Dictionary<string, string> { [OrganizationMark] = organization.ToString() }, $"customer-{organization}", cancellationToken);
        await store.TryAddCustomerAsync(organization, made.Id!, cancellationToken);
        return (await store.FindCustomerAsync(organization, cancellationToken))!;
    }

    private Purchase New(CheckoutWish wish, string? account) => new(PurchaseId.New(ids), wish.Organization, wish.Offer.Kind, wish.Offer.Id, wish.Offer.Name,
        // A plan gives its credits by its invoices.
        wish.Offer.Kind == OfferKind.Plan ? 0 : wish.Offer.Units, wish.Offer.Amount, wish.Offer.Currency, wish.Offer.PriceId, wish.Link, account,
        account is null ? 0 : wish.Offer.Amount * options.PlatformFeeBasisPoints / 10_000, time.GetUtcNow()) { Owner = wish.Owner, EndsAt = wish.Offer.Days is { } days ? time.GetUtcNow().AddDays(days) : null };

    private static Uri With(Uri address, string query) => new UriBuilder(address) { Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{query}" : query }.Uri;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
