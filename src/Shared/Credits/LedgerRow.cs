using System.Globalization;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits;

/// <summary>
/// Rows of table <c>credits</c>: partition = organization; <c>balance</c>; <c>entry|{newest-first instant}|{newest-first sequence}</c>; <c>op|{operation}</c>, which names
/// the operation's entry.
/// </summary>
public static class LedgerRow
{
    public const string Table = "credits";
    public const string BalanceKey = "balance";
    public const string EntryPrefix = "entry|";

    /// <summary>31 December 9999: what is taken from it sorts newest first.</summary>
    private const long LastMillisecond = 253_402_300_799_999;

    private const long LastSequence = 999_999_999_999;

    public static string OperationKey(string operation) => $"op|{operation}";

    public static string EntryKey(LedgerEntry entry) => $"{EntryKeyFrom(entry.At)}|{Newest(LastSequence - entry.Sequence, 12)}";

    /// <summary>What the keys of all entries of a millisecond start with.</summary>
    public static string EntryKeyFrom(DateTimeOffset at) => EntryPrefix + Newest(LastMillisecond - at.ToUnixTimeMilliseconds(), 15);

    public static TableEntity ToBalance(LedgerBalance balance) => new(balance.Organization.ToString(), BalanceKey)
    {
        ["Balance"] = balance.Amount,
        ["Sequence"] = balance.Sequence,
        ["LastAt"] = balance.LastAt,
        ["Lots"] = CreditLots.Write(balance.Lots),
    };

    public static LedgerBalance FromBalance(TableEntity row) => new(OrganizationId.Parse(row.PartitionKey), row.GetInt64("Balance") ?? 0, row.GetInt64("Sequence") ?? 0,
        row.GetDateTimeOffset("LastAt") ?? DateTimeOffset.UnixEpoch, CreditLots.Read(row.GetString("Lots")), row.ETag);

    public static TableEntity ToEntry(LedgerEntry entry) => new(entry.Organization.ToString(), EntryKey(entry))
    {
        ["Sequence"] = entry.Sequence,
        ["At"] = entry.At,
        ["Kind"] = entry.Kind.ToString(),
        ["Reason"] = entry.Reason.ToString(),
        ["Amount"] = entry.Amount,
        ["Balance"] = entry.Balance,
        ["Operation"] = entry.Operation,
        ["About"] = entry.About,
        ["By"] = entry.By,
        ["Lots"] = CreditLots.Write(entry.Lots),
    };

    public static LedgerEntry FromEntry(TableEntity row) => new(OrganizationId.Parse(row.PartitionKey), row.GetInt64("Sequence") ?? 0, row.GetDateTimeOffset("At") ?? default,
        Enum.Parse<EntryKind>(row.GetString("Kind") ?? ""), Enum.Parse<LedgerReason>(row.GetString("Reason") ?? ""), row.GetInt64("Amount") ?? 0, row.GetInt64("Balance") ?? 0,
        row.GetString("Operation") ?? "", row.GetString("About"), row.GetString("By") ?? "", CreditLots.Read(row.GetString("Lots")));

    /// <param name="content">Of the operation; null: nobody asked for it, as for an expiry.</param>
    public static TableEntity ToOperation(LedgerEntry entry, string? content) => new(entry.Organization.ToString(), OperationKey(entry.Operation))
    {
        ["Entry"] = EntryKey(entry),
        ["Content"] = content,
    };

    private static string Newest(long left, int digits) => left.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
}
