using Azure;
using Smartlinks.Organizations;

namespace Smartlinks.Credits;

/// <summary>Where an organization's ledger stands after its last entry.</summary>
/// <param name="Amount">Below zero: that much was taken back after it was spent.</param>
/// <param name="Sequence">Of the last entry; 0: there is none.</param>
/// <param name="Lots">What the amount consists of; empty at or below zero.</param>
public sealed record LedgerBalance(OrganizationId Organization, long Amount, long Sequence, DateTimeOffset LastAt, IReadOnlyList<CreditLot> Lots, ETag ETag = default)
{
    public static LedgerBalance Empty(OrganizationId organization) => new(organization, 0, 0, DateTimeOffset.UnixEpoch, []);

    /// <summary>Equal in all but the stored version.</summary>
    public bool Equals(LedgerBalance? other) => other is not null && (Organization, Amount, Sequence, LastAt) == (other.Organization, other.Amount, other.Sequence, other.LastAt) && Lots.SequenceEqual(other.Lots);

    public override int GetHashCode() => HashCode.Combine(Organization, Amount, Sequence);
}
