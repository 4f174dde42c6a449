using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>What is for sale. The seam for organizations that set their own prices: <see cref="ConfiguredOffers"/> has the deployment's.</summary>
public interface IOffers
{
    Task<IReadOnlyList<Offer>> ListAsync(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>Plans are the same for all: what a Stripe price stands for.</summary>
    Offer? FindPlan(string priceId);
}

/// <summary>What section <c>Stripe</c> of the configuration lists.</summary>
public sealed class ConfiguredOffers(StripeOptions options) : IOffers
{
    /// <summary>The one id of a base fee.</summary>
    public const string BaseFeeId = "base-fee";

    private readonly Offer[] _offers =
    [
        .. options.Packs.Select(pack => new Offer(OfferKind.Credits, pack.Id, pack.Name, pack.Credits, pack.Amount, pack.Currency)),
        .. options.Plans.Select(plan => new Offer(OfferKind.Plan, plan.Id, plan.Name, plan.Credits, 0, "", plan.PriceId)),
        .. options.Packages.Select(package => new Offer(OfferKind.Package, package.Id, package.Name, package.Releases, package.Amount, package.Currency)),
        .. options.BaseFee is { } fee ? [new Offer(OfferKind.BaseFee, BaseFeeId, "Release fee", 1, fee.Amount, fee.Currency)] : Array.Empty<Offer>(),
    ];

    public Task<IReadOnlyList<Offer>> ListAsync(OrganizationId organization, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Offer>>(_offers);

    public Offer? FindPlan(string priceId) => _offers.FirstOrDefault(offer => offer.PriceId == priceId);
}
