using Smartlinks.Credits;
using Smartlinks.Organizations;

namespace Smartlinks.Benchmarks.Credits;

/// <summary>
/// What is done, the same for every process: operation number n of an organization. The first organization has credit for half of its spends and nothing else; the others have enough, with
/// grants, spends and payments that are taken back.
/// </summary>
internal sealed record LedgerPlan(int Operations, int Organizations)
{
    /// <summary>Operations that one message names.</summary>
    public const int Page = 100;

    public OrganizationId OrganizationOf(int number) => OrganizationId.Parse(FormattableString.Invariant($"org_bench-{number % Organizations:000}"));

    public bool IsLean(int number) => number % Organizations == 0;

    public IReadOnlyList<int> NumbersOf(int organization) => [.. Enumerable.Range(0, Operations).Where(number => number % Organizations == organization)];

    public LedgerOperation Of(int number)
    {
        var id = FormattableString.Invariant($"op.{number}");
        var place = number / Organizations;
        if (IsLean(number)) return place == 0 ? Grant(id, Math.Max(1, Operations / Organizations / 2)) : Spend(id);
        return place switch
        {
            0 => Grant(id, LedgerOperation.MostAmount),
            _ when place % 10 == 0 => Grant(id, 20),
            _ when place % 50 == 1 => LedgerOperation.Adjust(id, -5, LedgerReason.PaymentRefunded, null, "stripe"),
            _ => Spend(id),
        };
    }

    private static LedgerOperation Grant(string id, long amount) => LedgerOperation.Grant(id, amount, LedgerReason.CreditPack, null, "stripe");

    private static LedgerOperation Spend(string id) => LedgerOperation.Spend(id, 1, LedgerReason.SmartLink, null, LedgerEntry.BySmartlinks);
}
