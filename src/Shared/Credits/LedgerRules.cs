namespace Smartlinks.Credits;

/// <summary>The entries that are written together, oldest first, and the balance after them.</summary>
public sealed record LedgerChange(LedgerBalance After, IReadOnlyList<LedgerEntry> Entries);

/// <summary>What an operation does to a ledger. Pure.</summary>
public static class LedgerRules
{
    /// <summary>Takes back what is left of credit whose time is over; no entries when there is none.</summary>
    public static LedgerChange ExpireDue(LedgerBalance balance, DateTimeOffset now)
    {
        var (ended, _) = CreditLots.End(balance.Lots, now);
        var change = new LedgerChange(balance, []);
        foreach (var lot in ended)
            change = Append(change, FormattableString.Invariant($"expiry.{change.After.Sequence + 1}"), EntryKind.Expiry, LedgerReason.Expired, -lot.Amount, null, LedgerEntry.BySmartlinks, [lot], CreditLots.Take(change.After.Lots, lot.Amount).Left, now);
        return change;
    }

    /// <summary>The operation's entry, and before it what is due to expire: ended credit pays for nothing. Null: there is not enough for it.</summary>
    public static LedgerChange? Apply(LedgerBalance balance, LedgerOperation operation, DateTimeOffset now)
    {
        var current = ExpireDue(balance, now);
        var amount = current.After.Amount;
        if (operation.Amount < 0)
        {
            if (amount + operation.Amount < 0 && !operation.MayOverdraw) return null;
            var (taken, left) = CreditLots.Take(current.After.Lots, -operation.Amount);
            return Append(current, operation, taken, left, now);
        }

        // What was taken below zero is made up for first, with the credit that ends soonest.
        var (_, free) = CreditLots.Take(CreditLots.Put([], operation.Lots), Math.Max(0, -amount));
        return Append(current, operation, operation.Lots, CreditLots.Put(current.After.Lots, free), now);
    }

    private static LedgerChange Append(LedgerChange change, LedgerOperation operation, IReadOnlyList<CreditLot> moved, IReadOnlyList<CreditLot> left, DateTimeOffset now) =>
        Append(change, operation.Id, operation.Kind, operation.Reason, operation.Amount, operation.About, operation.By, moved, left, now);

    private static LedgerChange Append(LedgerChange change, string id, EntryKind kind, LedgerReason reason, long amount, string? about, string by, IReadOnlyList<CreditLot> moved, IReadOnlyList<CreditLot> left, DateTimeOffset now)
    {
        var before = change.After;
        // Instances' clocks differ: a ledger's never goes back.
        var at = now > before.LastAt ? now : before.LastAt;
        var after = before with { Amount = before.Amount + amount, Sequence = before.Sequence + 1, LastAt = at, Lots = left };
        return new LedgerChange(after, [.. change.Entries, new LedgerEntry(before.Organization, after.Sequence, at, kind, reason, amount, after.Amount, id, about, by, moved)]);
    }
}
