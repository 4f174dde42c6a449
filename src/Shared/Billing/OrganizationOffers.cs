using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Billing;

/// <summary>What is for sale to the members of an organization: the deployment's credits and plans, and the memberships, the packages and the fee that the organization itself asks for; the deployment's where it has set none.</summary>
public sealed class OrganizationOffers(ConfiguredOffers deployment, OrganizationSettingsStore settings) : IOffers
{
    public async Task<IReadOnlyList<Offer>> ListAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var (configured, access) = (await deployment.ListAsync(organization, cancellationToken), (await settings.RecallAsync(organization, cancellationToken)).Access);
        var own = access.Packages.Select(package => new Offer(OfferKind.Package, package.Id, package.Name, package.Releases, package.Price.MinorUnits, StripeCode(package.Price), Days: package.Days))
            .Concat(access.Memberships.Where(membership => membership.Price is not null).Select(membership => new Offer(OfferKind.Membership, membership.Id, membership.Name, 1, membership.Price!.Value.MinorUnits, StripeCode(membership.Price.Value), Days: membership.Days)))
            .Concat(access.BaseFee is { } fee ? [new Offer(OfferKind.BaseFee, ConfiguredOffers.BaseFeeId, "Release fee", 1, fee.MinorUnits, StripeCode(fee))] : []).ToList();
        return [.. configured.Where(offer => own.All(each => each.Kind != offer.Kind)), .. own];
    }

    public Offer? FindPlan(string priceId) => deployment.FindPlan(priceId);

    /// <summary>As Stripe writes currencies.</summary>
    private static string StripeCode(Money price) => price.Currency.ToString().ToLowerInvariant();
}
