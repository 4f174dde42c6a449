using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits.Proving;

/// <summary>How far the nightly walk is.</summary>
/// <param name="Last">The organization it was at last; null: it begins.</param>
/// <param name="Current">The proof it is in the middle of; null: it goes on with the organization after <paramref name="Last"/>.</param>
/// <param name="After">The last entry's row that <paramref name="Current"/> looked at.</param>
/// <param name="DoneAt">When the walk ended; null: it goes on.</param>
internal sealed record ProofWalk(OrganizationId? Last, LedgerProof? Current, string? After, DateTimeOffset? DoneAt)
{
    public static readonly ProofWalk Start = new(null, null, null, null);
}

/// <summary>Rows of table <c>credits</c>: organization / <c>proof</c>, the last outcome; <c>state</c> / <c>proof</c>, how far the walk is.</summary>
internal static class ProofRow
{
    public const string RowKey = "proof";
    public const string StatePartition = "state";

    public static TableEntity ToOutcome(OrganizationId organization, ProofOutcome outcome) => new(organization.ToString(), RowKey)
    {
        ["At"] = outcome.At,
        ["Sequence"] = outcome.Sequence,
        ["Fault"] = outcome.Fault,
    };

    public static ProofOutcome FromOutcome(TableEntity row) => new(row.GetDateTimeOffset("At") ?? default, row.GetInt64("Sequence") ?? 0, row.GetString("Fault"));

    public static TableEntity ToWalk(ProofWalk walk) => new(StatePartition, RowKey)
    {
        ["Last"] = walk.Last?.ToString(),
        ["Current"] = walk.Current?.Organization.ToString(),
        ["Sequence"] = walk.Current?.Sequence,
        ["Balance"] = walk.Current?.Balance,
        ["FirstSequence"] = walk.Current?.FirstSequence,
        ["Fault"] = walk.Current?.Fault,
        ["After"] = walk.After,
        ["DoneAt"] = walk.DoneAt,
    };

    public static ProofWalk FromWalk(TableEntity? row) => row is null ? ProofWalk.Start : new(
        row.GetString("Last") is { } last ? OrganizationId.Parse(last) : null,
        row.GetString("Current") is { } current ? new LedgerProof(OrganizationId.Parse(current), row.GetInt64("Sequence") ?? 0, row.GetInt64("Balance") ?? 0, row.GetInt64("FirstSequence") ?? 0, row.GetString("Fault")) : null,
        row.GetString("After"), row.GetDateTimeOffset("DoneAt"));
}
