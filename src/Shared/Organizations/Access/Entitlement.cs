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
    /// <summary>Taken back: by hand, or as its price was.</summary>
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

    /// <summary>Units that refunds and disputes took back: releases of a package; one is the whole of any other kind. A total that only grows.</summary>
    public long TakenBack { get; init; }

    /// <summary>Units of those that came back, as with a dispute that was won. A total that only grows.</summary>
    public long Returned { get; init; }

    /// <summary>What was paid; null: it was given, or the fee waived.</summary>
    public Money? Paid { get; init; }

    /// <summary>Good before this instant; null: without end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When it was taken back for good by hand; null: it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Releases of a package that its payment still pays for, used ones included; 0 of the other kinds.</summary>
    public long Paying => Kind == EntitlementKind.Package ? Math.Max(0, Releases - NetTakenBack) : 0;

    /// <summary>Revoked, or its whole price went back: it grants nothing any more, also where it granted before.</summary>
    public bool IsTakenBack => RevokedAt is not null || (NetTakenBack > 0 && NetTakenBack >= (Kind == EntitlementKind.Package ? Releases : 1));

    private long NetTakenBack => Math.Max(0, TakenBack - Returned);

    /// <summary>Why it was given, for people.</summary>
    public string? Note { get; init; }

    /// <summary>Why it grants nothing; null when it does, to who comes for something it grants.</summary>
    public EntitlementFault? FaultAt(DateTimeOffset now) =>
        IsTakenBack ? EntitlementFault.Revoked
        : EndsAt <= now ? EntitlementFault.Ended
        : Kind == EntitlementKind.Package && Used >= Paying ? EntitlementFault.UsedUp
        : null;

    /// <summary>Whether the other was given as this: what came of it since does not count.</summary>
    public bool IsSameGift(Entitlement other) => AsGiven == other.AsGiven;

    private Entitlement AsGiven => this with { GivenAt = default, Used = 0, TakenBack = 0, Returned = 0, RevokedAt = null };
}
