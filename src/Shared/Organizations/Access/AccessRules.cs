namespace Smartlinks.Organizations.Access;

/// <summary>A use of a package's release for one link.</summary>
/// <param name="Entitlement">The package; null: the link was deleted before it used any.</param>
/// <param name="GivenBackAt">When the link was deleted; null: the use stands.</param>
public sealed record PackageUse(EntitlementId? Entitlement, DateTimeOffset? GivenBackAt);

/// <summary>What an owner holds that may count for one link.</summary>
/// <param name="Entitlements">Those for all of the owner's links, and those for this one.</param>
/// <param name="Use">Null: this link used no package.</param>
public sealed record Holdings(IReadOnlyList<Entitlement> Entitlements, PackageUse? Use)
{
    public static readonly Holdings None = new([], null);
}

/// <summary>Whether a release may be published, and what is missing else: the decision table of <c>docs/access.md</c>.</summary>
public static class AccessRules
{
    /// <summary>What grants in each mode, the first that applies. What costs the owner least comes first: what is there for good, then what was used for this link already, then a new use.</summary>
    public static AccessDecision Decide(AccessSettings settings, Holdings held, DateTimeOffset now)
    {
        if (settings.Mode == AccessMode.FreeForAll) return new AccessDecision.Granted(AccessGround.FreeForAll);
        if (held.Use is { GivenBackAt: not null }) return new AccessDecision.Missing(AccessNeed.LinkDeleted, [], []);
        var granted = Permit(held, now) ?? settings.Mode switch
        {
            AccessMode.MembershipOrPackage => Used(held) ?? Member(settings, held, now) ?? Package(held, now),
            AccessMode.BaseFee => Used(held) ?? Fee(held, now) ?? Package(held, now),
            AccessMode.Denied or AccessMode.FreeForAll => null,
        };
        return granted is null ? Missing(settings, held, now) : granted;
    }

    /// <summary>What lets a published link stay so: that it ended, was used up or is not offered any more takes nothing back, a refund does. Null: that it was published by was taken back.</summary>
    public static AccessDecision.Granted? Standing(Holdings held, EntitlementId publishedBy) =>
        held.Entitlements.FirstOrDefault(each => each.Id == publishedBy && !each.IsTakenBack) is { } by ? new AccessDecision.Granted(GroundOf(by.Kind), by) : null;

    private static AccessGround GroundOf(EntitlementKind kind) => kind switch
    {
        EntitlementKind.Permit => AccessGround.Permit,
        EntitlementKind.Membership => AccessGround.Membership,
        EntitlementKind.Package => AccessGround.Package,
        EntitlementKind.BaseFee => AccessGround.BaseFee,
    };

    private static AccessDecision.Granted? Permit(Holdings held, DateTimeOffset now) => Grant(AccessGround.Permit, Good(held, EntitlementKind.Permit, now));

    /// <summary>It paid for this release: that it ended or is used up since takes nothing back, a refund does.</summary>
    private static AccessDecision.Granted? Used(Holdings held) =>
        Grant(AccessGround.Package, held.Entitlements.Where(each => each.Kind == EntitlementKind.Package && !each.IsTakenBack && each.Id == held.Use?.Entitlement));

    private static AccessDecision.Granted? Fee(Holdings held, DateTimeOffset now) => Grant(AccessGround.BaseFee, Good(held, EntitlementKind.BaseFee, now));

    private static AccessDecision.Granted? Member(AccessSettings settings, Holdings held, DateTimeOffset now) =>
        Grant(AccessGround.Membership, Good(held, EntitlementKind.Membership, now).Where(each => IsOffered(settings, each)));

    /// <summary>Of several the one that ends first, then the oldest.</summary>
    private static AccessDecision.Granted? Package(Holdings held, DateTimeOffset now) =>
        Good(held, EntitlementKind.Package, now).OrderBy(each => each.EndsAt ?? DateTimeOffset.MaxValue).ThenBy(each => each.GivenAt).ThenBy(each => each.Id.ToString(), StringComparer.Ordinal)
            .FirstOrDefault() is { } package ? new AccessDecision.Granted(AccessGround.Package, package, NeedsUse: true) : null;

    private static AccessDecision.Granted? Grant(AccessGround ground, IEnumerable<Entitlement> good) => good.FirstOrDefault() is { } by ? new AccessDecision.Granted(ground, by) : null;

    private static IEnumerable<Entitlement> Good(Holdings held, EntitlementKind kind, DateTimeOffset now) => held.Entitlements.Where(each => each.Kind == kind && each.FaultAt(now) is null);

    private static bool IsOffered(AccessSettings settings, Entitlement held) => settings.Memberships.Any(membership => membership.Id == held.Offer);

    private static AccessDecision.Missing Missing(AccessSettings settings, Holdings held, DateTimeOffset now) => new(
        settings.Mode switch
        {
            AccessMode.MembershipOrPackage => AccessNeed.MembershipOrPackage,
            AccessMode.BaseFee => AccessNeed.BaseFee,
            AccessMode.Denied or AccessMode.FreeForAll => AccessNeed.Permit,
        },
        [.. WaysTo(settings)], [.. Unusable(settings, held, now)]);

    private static IEnumerable<AccessWay> WaysTo(AccessSettings settings)
    {
        if (settings is { Mode: AccessMode.BaseFee, BaseFee: { } fee }) yield return new AccessWay.PayBaseFee(fee);
        if (settings.Mode == AccessMode.MembershipOrPackage)
            foreach (var membership in settings.Memberships)
                if (membership.Price is { } price) yield return new AccessWay.BuyMembership(membership, price);
        if (settings.Mode is AccessMode.MembershipOrPackage or AccessMode.BaseFee)
            foreach (var package in settings.Packages) yield return new AccessWay.BuyPackage(package);
        yield return new AccessWay.Ask(settings.AskWhom);
    }

    private static IEnumerable<UnusableEntitlement> Unusable(AccessSettings settings, Holdings held, DateTimeOffset now)
    {
        foreach (var each in held.Entitlements.Where(each => CouldGrant(settings.Mode, each.Kind)))
            if (each.FaultAt(now) is { } fault) yield return new UnusableEntitlement(each, fault);
            else if (each.Kind == EntitlementKind.Membership && !IsOffered(settings, each)) yield return new UnusableEntitlement(each, EntitlementFault.NotOffered);
    }

    private static bool CouldGrant(AccessMode mode, EntitlementKind kind) => kind switch
    {
        EntitlementKind.Permit => true,
        EntitlementKind.Package => mode is AccessMode.MembershipOrPackage or AccessMode.BaseFee,
        EntitlementKind.Membership => mode == AccessMode.MembershipOrPackage,
        EntitlementKind.BaseFee => mode == AccessMode.BaseFee,
    };
}
