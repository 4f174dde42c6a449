namespace Smartlinks.Billing;

/// <summary>What can be bought.</summary>
public enum OfferKind
{
    /// <summary>A pack of credits, from the platform.</summary>
    Credits,

    /// <summary>A plan, from the platform, paid again and again.</summary>
    Plan,

    /// <summary>A package that pays for releases, from an organization.</summary>
    Package,

    /// <summary>A membership that lets its owner publish while it lasts, from an organization.</summary>
    Membership,

    /// <summary>The fee of one release, from an organization.</summary>
    BaseFee,
}

/// <summary>Something that is sold, and for how much.</summary>
/// <param name="Id">Its id in its own list.</param>
/// <param name="Units">What it gives: credits, or releases; one with a membership. Of a plan: credits a period.</param>
/// <param name="Amount">In the currency's smallest unit; 0 with a plan, whose price Stripe knows.</param>
/// <param name="PriceId">Of a plan.</param>
/// <param name="Days">Of a package or a membership: how long it is good for after the purchase was begun; null: without end.</param>
public sealed record Offer(OfferKind Kind, string Id, string Name, long Units, long Amount, string Currency, string? PriceId = null, int? Days = null)
{
    /// <summary>Whether it is the organization that sells it, on its own Stripe account.</summary>
    public bool IsOrganizations => Kind is OfferKind.Package or OfferKind.Membership or OfferKind.BaseFee;
}
