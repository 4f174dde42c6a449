namespace Smartlinks.Organizations.Access;

/// <summary>What lets a release be published.</summary>
public enum AccessGround
{
    /// <summary>The organization asks for nothing.</summary>
    FreeForAll,
    Permit,
    Membership,
    Package,
    BaseFee,
}

/// <summary>What is missing.</summary>
public enum AccessNeed
{
    MembershipOrPackage,

    /// <summary>The fee, or a package with a release left.</summary>
    BaseFee,
    Permit,

    /// <summary>The link was deleted and gave back what it had used: nothing is used for it again.</summary>
    LinkDeleted,
}

/// <summary>One way to get what is missing.</summary>
public abstract record AccessWay
{
    private AccessWay()
    {
    }

    /// <param name="Price">Never null here.</param>
    public sealed record BuyMembership(Membership Membership, Money Price) : AccessWay;

    public sealed record BuyPackage(Package Package) : AccessWay;

    public sealed record PayBaseFee(Money Fee) : AccessWay;

    /// <param name="Whom">As people read it; null: an admin of the organization.</param>
    public sealed record Ask(string? Whom) : AccessWay;
}

/// <summary>Something the owner holds that does not help, and why.</summary>
public sealed record UnusableEntitlement(Entitlement Entitlement, EntitlementFault Fault);

/// <summary>Whether a release may be published.</summary>
public abstract record AccessDecision
{
    private AccessDecision()
    {
    }

    /// <param name="By">What the owner holds that grants it; null: nothing is needed.</param>
    /// <param name="NeedsUse">A release of the package has to be used for this link first; false when that was done.</param>
    public sealed record Granted(AccessGround Ground, Entitlement? By = null, bool NeedsUse = false) : AccessDecision;

    /// <param name="Ways">Never empty but for <see cref="AccessNeed.LinkDeleted"/>; asking comes last.</param>
    /// <param name="Unusable">What the owner holds of the kinds that would grant it.</param>
    public sealed record Missing(AccessNeed Need, IReadOnlyList<AccessWay> Ways, IReadOnlyList<UnusableEntitlement> Unusable) : AccessDecision;
}
