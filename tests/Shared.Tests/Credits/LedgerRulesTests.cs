using Smartlinks.Credits;
using Smartlinks.Credits.Proving;
using Smartlinks.Support;

namespace Smartlinks.Tests.Credits;

/// <summary>The rules of a ledger against a naive one that keeps each credit by itself.</summary>
public sealed class LedgerRulesTests
{
    private static readonly DateTimeOffset s_start = Some.Instant;

    [Fact]
    public void Random_histories_come_to_what_a_ledger_of_single_credits_comes_to()
    {
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 300; seed++)
        {
            var (random, now, balance, naive) = (new Random(seed), s_start, LedgerBalance.Empty(Some.Organization), new SingleCredits());
            var entries = new List<LedgerEntry>();
            for (var step = 0; step < 60; step++)
            {
                now += TimeSpan.FromHours(random.Next(12));
                var operation = Next(random, step, now, entries);
                var before = naive.Count(now);
                var change = LedgerRules.Apply(balance, operation, now);
                // Refused exactly when there is not so much, and never for a reason that may overdraw.
                Assert.Equal(operation.Amount < 0 && before + operation.Amount < 0 && !operation.MayOverdraw, change is null);
                if (change is null)
                {
                    seen.Add("refused");
                    continue;
                }

                naive.Apply(operation, now);
                entries.AddRange(change.Entries);
                balance = change.After;
                seen.UnionWith(change.Entries.Select(entry => $"{entry.Kind}{(entry.Balance < 0 ? " below zero" : "")}"));
                Assert.Equal(naive.Amount, balance.Amount);
                Assert.Equal(naive.Lots, balance.Lots);
                Assert.Equal(entries.Sum(entry => entry.Amount), balance.Amount);
                Assert.Equal(Math.Max(0, balance.Amount), CreditLots.Sum(balance.Lots));
            }

            IsWhole(entries);
            Assert.Null(Enumerable.Reverse(entries).Aggregate(LedgerProof.Begin(balance), (proof, entry) => proof.With(entry)).End().Fault);
        }

        Assert.Superset(new HashSet<string> { "Grant", "Spend", "Refund", "Expiry", "Adjustment below zero", "Grant below zero", "refused" }, seen);
    }

    [Fact]
    public void What_ends_soonest_is_spent_first_and_what_ended_pays_for_nothing()
    {
        var balance = After(LedgerBalance.Empty(Some.Organization), s_start, Grant("a", 5, null), Grant("b", 5, s_start.AddDays(10)), Grant("c", 5, s_start.AddDays(5)), Spend("d", 7));
        Assert.Equal([new CreditLot(s_start.AddDays(10), 3), new CreditLot(null, 5)], balance.Lots);
        Assert.Null(LedgerRules.Apply(balance, Spend("e", 6), s_start.AddDays(10)));
        var change = LedgerRules.Apply(balance, Spend("e", 5), s_start.AddDays(10))!;
        Assert.Equal([(EntryKind.Expiry, -3L, 5L), (EntryKind.Spend, -5L, 0L)], change.Entries.Select(entry => (entry.Kind, entry.Amount, entry.Balance)));
    }

    [Fact]
    public void A_refund_gives_back_credit_that_ends_when_that_did_which_was_spent()
    {
        var balance = After(LedgerBalance.Empty(Some.Organization), s_start, Grant("a", 1, s_start.AddDays(1)), Grant("b", 1, null));
        var spent = LedgerRules.Apply(balance, Spend("c", 1), s_start)!;
        var refund = LedgerOperation.Refund("d", spent.Entries[^1], LedgerReason.LinkDeleted, "smartlinks");
        Assert.Equal(balance.Lots, LedgerRules.Apply(spent.After, refund, s_start)!.After.Lots);
        // Given back after its end it is there in the statement and pays for nothing.
        var late = LedgerRules.Apply(spent.After, refund, s_start.AddDays(2))!.After;
        Assert.Equal((2, 1), (late.Amount, LedgerRules.ExpireDue(late, s_start.AddDays(2)).After.Amount));
    }

    [Fact]
    public void What_was_taken_below_zero_is_made_up_for_first()
    {
        var balance = After(LedgerBalance.Empty(Some.Organization), s_start, Grant("a", 5, null), Spend("b", 5), LedgerOperation.Adjust("c", -5, LedgerReason.PaymentDisputed, null, "stripe"));
        Assert.Equal((-5, 0), (balance.Amount, balance.Lots.Count));
        var made = After(balance, s_start, Grant("d", 3, s_start.AddDays(1)), Grant("e", 4, s_start.AddDays(2)));
        Assert.Equal(2, made.Amount);
        Assert.Equal([new CreditLot(s_start.AddDays(2), 2)], made.Lots);
        Assert.Equal([], LedgerRules.ExpireDue(made, s_start.AddDays(1)).Entries);
    }

    [Fact]
    public void Many_ends_fold_to_as_many_as_fit_and_none_ends_sooner()
    {
        var lots = CreditLots.Put([new CreditLot(null, 7)], [.. Enumerable.Range(0, 200).Select(hour => new CreditLot(s_start.AddHours(hour * hour), 1))]);
        Assert.Equal((CreditLots.Most, 207), (lots.Count, CreditLots.Sum(lots)));
        for (var hour = 0; hour < 200; hour++) Assert.True(CreditLots.Sum(CreditLots.End(lots, s_start.AddHours(hour * hour)).Ended) <= hour + 1);
        Assert.Equal(lots, CreditLots.Read(CreditLots.Write(lots)));
    }

    [Fact]
    public void A_ledgers_clock_never_goes_back()
    {
        var balance = After(LedgerBalance.Empty(Some.Organization), s_start, Grant("a", 5, null));
        Assert.Equal(s_start, LedgerRules.Apply(balance, Spend("b", 1), s_start.AddMinutes(-5))!.Entries[0].At);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("a/b", 1)]
    [InlineData("a|b", 1)]
    [InlineData("a", 0)]
    [InlineData("a", -1)]
    [InlineData("a", 1_000_001)]
    public void An_operation_that_cannot_be_is_refused_where_it_is_made(string id, long amount) =>
        Assert.ThrowsAny<ArgumentException>(() => LedgerOperation.Spend(id, amount, LedgerReason.SmartLink, null, "smartlinks"));

    private static LedgerOperation Next(Random random, int step, DateTimeOffset now, List<LedgerEntry> entries)
    {
        var id = FormattableString.Invariant($"op-{step}");
        switch (random.Next(10))
        {
            case < 3:
                return Grant(id, random.Next(1, 15), random.Next(3) == 0 ? null : now.AddDays(random.Next(1, 10)));
            case < 8:
                return Spend(id, random.Next(1, 10));
            case 8 when entries.LastOrDefault(entry => entry.Kind == EntryKind.Spend) is { } spent:
                return LedgerOperation.Refund(id, spent, LedgerReason.LinkDeleted, "smartlinks");
            default:
                return random.Next(2) == 0 ? LedgerOperation.Adjust(id, -random.Next(1, 12), LedgerReason.PaymentRefunded, null, "stripe")
                    : LedgerOperation.Adjust(id, random.Next(2) == 0 ? random.Next(1, 4) : -random.Next(1, 4), LedgerReason.Correction, null, "operator");
        }
    }

    private static void IsWhole(List<LedgerEntry> entries)
    {
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(number => (long)number), entries.Select(entry => entry.Sequence));
        Assert.Equal(entries.Count, entries.Select(entry => entry.Operation).Distinct().Count());
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At && pair.First.Balance + pair.Second.Amount == pair.Second.Balance));
        Assert.DoesNotContain(entries, entry => entry is { Amount: < 0, Balance: < 0 } && !LedgerReasons.MayOverdraw(entry.Reason));
    }

    private static LedgerBalance After(LedgerBalance balance, DateTimeOffset now, params LedgerOperation[] operations) => operations.Aggregate(balance, (sum, operation) => LedgerRules.Apply(sum, operation, now)!.After);

    private static LedgerOperation Grant(string id, long amount, DateTimeOffset? expiresAt) => LedgerOperation.Grant(id, amount, LedgerReason.CreditPack, null, "stripe", expiresAt);

    private static LedgerOperation Spend(string id, long amount) => LedgerOperation.Spend(id, amount, LedgerReason.SmartLink, null, "smartlinks");
}
