namespace Smartlinks.Organizations.Access;

/// <summary>What an owner may hold.</summary>
public enum EntitlementKind
{
    Membership,
    Package,

    /// <summary>The base fee of one release, paid or waived.</summary>
    BaseFee,

    /// <summary>The organization's own word that the owner may publish: one release, or all.</summary>
    Permit,
}

/// <summary>Why an entitlement grants nothing.</summary>
public enum EntitlementFault
{
    /// <summary>Taken back, as a refund does.</summary>
    Revoked,
    Ended,

    /// <summary>All releases of the package are used.</summary>
    UsedUp,

    /// <summary>A membership that the organization does not name any more.</summary>
    NotOffered,
}

/// <summary>One thing an owner holds at an organization. Immutable but for use and revocation.</summary>
/// <param name="Link">The id of the link it is for, as text; null: for all of the owner's. Never null of a base fee, always of memberships and packages.</param>
public sealed record Entitlement(EntitlementId Id, EntitlementKind Kind, string? Link, DateTimeOffset GivenAt)
{
    /// <summary>The membership or package it is; null of the other kinds.</summary>
    public string? Offer { get; init; }

    /// <summary>How many releases a package has; 0 of the other kinds.</summary>
    public int Releases { get; init; }

    /// <summary>How many of them are used.</summary>
    public int Used { get; init; }

    /// <summary>What was paid; null: it was given, or the fee waived.</summary>
    public Money? Paid { get; init; }

    /// <summary>Good before this instant; null: without end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Null: it stands.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why it was given, for people.</summary>
    public string? Note { get; init; }

    /// <summary>Why it grants nothing; null when it does, to who comes for something it grants.</summary>
    public EntitlementFault? FaultAt(DateTimeOffset now) =>
        RevokedAt is not null ? EntitlementFault.Revoked
        : EndsAt <= now ? EntitlementFault.Ended
        : Kind == EntitlementKind.Package && Used >= Releases ? EntitlementFault.UsedUp
        : null;

    /// <summary>Whether the other was given as this: what came of it since does not count.</summary>
    public bool IsSameGift(Entitlement other) => this with { GivenAt = default, Used = 0, RevokedAt = null } == other with { GivenAt = default, Used = 0, RevokedAt = null };
}
