namespace Smartlinks.Organizations.Access;

/// <summary>A membership of the organization: who holds it publishes as much as they like while it lasts.</summary>
/// <param name="Id">1 to 40 of a–z, 0–9 and inner hyphens; unique among memberships.</param>
/// <param name="Price">What it costs; null: it cannot be bought, only given.</param>
/// <param name="Days">How long a bought one lasts, 1 to 3,650; null: without end. Where somebody gives one they say so themselves.</param>
public sealed record Membership(string Id, string Name, Money? Price, int? Days = null);

/// <summary>A Pay-Per-Release package: so many releases, each used once.</summary>
/// <param name="Id">1 to 40 of a–z, 0–9 and inner hyphens; unique among packages.</param>
/// <param name="Releases">1 to 10,000.</param>
/// <param name="Days">How long it is good for after it was bought, 1 to 3,650; null: without end.</param>
public sealed record Package(string Id, string Name, int Releases, Money Price, int? Days);

/// <summary>Who may publish for an organization, and what it offers to those who may not yet. Compared by content.</summary>
public sealed record AccessSettings
{
    public const int MostOffers = 20;

    public static readonly AccessSettings FreeForAll = new();

    public AccessMode Mode { get; init; }

    /// <summary>At most <see cref="MostOffers"/>.</summary>
    public IReadOnlyList<Membership> Memberships { get; init; } = [];

    /// <summary>At most <see cref="MostOffers"/>.</summary>
    public IReadOnlyList<Package> Packages { get; init; } = [];

    /// <summary>Asked for each release in mode <see cref="AccessMode.BaseFee"/>; there, never null.</summary>
    public Money? BaseFee { get; init; }

    /// <summary>Whom to ask for what cannot be bought, as people read it; null: an admin of the organization.</summary>
    public string? AskWhom { get; init; }

    public bool Equals(AccessSettings? other) => other is not null && (Mode, BaseFee, AskWhom) == (other.Mode, other.BaseFee, other.AskWhom)
        && Memberships.SequenceEqual(other.Memberships) && Packages.SequenceEqual(other.Packages);

    public override int GetHashCode() => HashCode.Combine(Mode, BaseFee, AskWhom, Memberships.Count, Packages.Count);
}
