using System.Globalization;

namespace Smartlinks.Credits;

/// <summary>Credit that ends at one instant.</summary>
/// <param name="ExpiresAt">To the millisecond; null: never.</param>
/// <param name="Amount">At least 1.</param>
public readonly record struct CreditLot(DateTimeOffset? ExpiresAt, long Amount)
{
    /// <summary>The stored form: <c>{milliseconds since 1970, or -}:{amount}</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ExpiresAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "-"}:{Amount}");

    public static CreditLot Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new CreditLot(text[..colon] == "-" ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture)),
            long.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}

/// <summary>Lists of lots: soonest end first, at most one an instant, at most <see cref="Most"/>. Pure.</summary>
public static class CreditLots
{
    /// <summary>So many ends at once still fit a transaction. Beyond it the two that end nearest to one another become one that ends when the later does.</summary>
    public const int Most = 40;

    public static long Sum(IReadOnlyList<CreditLot> lots) => lots.Sum(lot => lot.Amount);

    public static IReadOnlyList<CreditLot> Put(IReadOnlyList<CreditLot> lots, IReadOnlyList<CreditLot> more) => Fold([.. lots.Concat(more).Where(lot => lot.Amount > 0)
        .GroupBy(lot => lot.ExpiresAt).Select(group => new CreditLot(group.Key, Sum([.. group]))).OrderBy(lot => lot.ExpiresAt ?? DateTimeOffset.MaxValue)]);

    /// <summary>Takes up to <paramref name="amount"/>, what ends soonest first.</summary>
    public static (IReadOnlyList<CreditLot> Taken, IReadOnlyList<CreditLot> Left) Take(IReadOnlyList<CreditLot> lots, long amount)
    {
        var (taken, left) = (new List<CreditLot>(), new List<CreditLot>());
        foreach (var lot in lots)
        {
            var part = Math.Min(lot.Amount, amount);
            amount -= part;
            if (part > 0) taken.Add(lot with { Amount = part });
            if (part < lot.Amount) left.Add(lot with { Amount = lot.Amount - part });
        }

        return (taken, left);
    }

    /// <summary>What has ended by <paramref name="now"/>, and the rest.</summary>
    public static (IReadOnlyList<CreditLot> Ended, IReadOnlyList<CreditLot> Left) End(IReadOnlyList<CreditLot> lots, DateTimeOffset now) =>
        ([.. lots.Where(lot => lot.ExpiresAt <= now)], [.. lots.Where(lot => !(lot.ExpiresAt <= now))]);

    /// <summary>The stored form.</summary>
    public static string Write(IReadOnlyList<CreditLot> lots) => string.Join(',', lots);

    public static IReadOnlyList<CreditLot> Read(string? text) => string.IsNullOrEmpty(text) ? [] : [.. text.Split(',').Select(CreditLot.Parse)];

    private static List<CreditLot> Fold(List<CreditLot> lots)
    {
        while (lots.Count > Most)
        {
            var at = Enumerable.Range(0, lots.Count - 1).MinBy(index => (lots[index + 1].ExpiresAt ?? DateTimeOffset.MaxValue) - lots[index].ExpiresAt!.Value);
            lots[at + 1] = lots[at + 1] with { Amount = lots[at].Amount + lots[at + 1].Amount };
            lots.RemoveAt(at);
        }

        return lots;
    }
}
