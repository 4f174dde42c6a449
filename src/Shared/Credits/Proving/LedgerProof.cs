using Smartlinks.Organizations;

namespace Smartlinks.Credits.Proving;

/// <summary>
/// How far a ledger is proven, from its newest entry back: what the next older one has to be. The ledger holds when the walk ends at no entry and no credit.
/// </summary>
/// <param name="Sequence">The next older entry's; 0: there may be none.</param>
/// <param name="Balance">After the next older entry.</param>
/// <param name="Fault">What was found wrong first; null: nothing so far.</param>
public sealed record LedgerProof(OrganizationId Organization, long Sequence, long Balance, long FirstSequence, string? Fault = null)
{
    /// <summary>The walk's beginning: the balance, and whether it is what its lots add up to.</summary>
    public static LedgerProof Begin(LedgerBalance balance) => new(balance.Organization, balance.Sequence, balance.Amount, balance.Sequence,
        CreditLots.Sum(balance.Lots) == Math.Max(0, balance.Amount) ? null : FormattableString.Invariant($"The balance is {balance.Amount}, and its lots add up to {CreditLots.Sum(balance.Lots)}."));

    /// <summary>With the next older entry. Those above the beginning came since: they are left out.</summary>
    public LedgerProof With(LedgerEntry entry)
    {
        if (Fault is not null || (entry.Sequence > FirstSequence && Sequence == FirstSequence)) return this;
        var fault = entry switch
        {
            _ when entry.Sequence != Sequence => FormattableString.Invariant($"Entry {Sequence} is not there; {entry.Sequence} comes in its place."),
            _ when entry.Balance != Balance => FormattableString.Invariant($"After entry {entry.Sequence} the balance is {Balance} by what follows, and {entry.Balance} by the entry."),
            { Amount: < 0, Balance: < 0 } when !LedgerReasons.MayOverdraw(entry.Reason) => FormattableString.Invariant($"Entry {entry.Sequence} goes below zero for the reason {entry.Reason}, which may not."),
            _ => null,
        };
        return fault is null ? this with { Sequence = Sequence - 1, Balance = Balance - entry.Amount } : this with { Fault = fault };
    }

    /// <summary>After the oldest entry.</summary>
    public LedgerProof End() => Fault is not null || this is { Sequence: 0, Balance: 0 } ? this
        : this with { Fault = FormattableString.Invariant($"Before the oldest entry there are {Sequence} entries missing and {Balance} credits.") };
}

/// <summary>What the last proof of a ledger came to.</summary>
/// <param name="Sequence">The newest entry it looked at.</param>
/// <param name="Fault">Null: the balance is the sum of its entries.</param>
public sealed record ProofOutcome(DateTimeOffset At, long Sequence, string? Fault)
{
    public bool Holds => Fault is null;
}
