using Smartlinks.Credits;

namespace Smartlinks.Tests.Credits;

/// <summary>A ledger that keeps each credit by itself, with its end: slow, and plain to see right.</summary>
internal sealed class SingleCredits
{
    private List<DateTimeOffset> _credits = [];
    private int _debt;

    public IReadOnlyList<CreditLot> Lots => [.. _credits.GroupBy(end => end).OrderBy(group => group.Key).Select(group => new CreditLot(group.Key == DateTimeOffset.MaxValue ? null : group.Key, group.Count()))];

    /// <summary>With what has ended since the last operation.</summary>
    public int Amount => _credits.Count - _debt;

    public int Count(DateTimeOffset now) => _credits.Count(end => end > now) - _debt;

    public void Apply(LedgerOperation operation, DateTimeOffset now)
    {
        _credits = [.. _credits.Where(end => end > now).Order()];
        for (var left = -operation.Amount; left > 0; left--)
        {
            if (_credits.Count > 0) _credits.RemoveAt(0);
            else _debt++;
        }

        foreach (var end in operation.Lots.OrderBy(lot => lot.ExpiresAt ?? DateTimeOffset.MaxValue).SelectMany(lot => Enumerable.Repeat(lot.ExpiresAt ?? DateTimeOffset.MaxValue, (int)lot.Amount)))
        {
            if (_debt > 0) _debt--;
            else _credits.Add(end);
        }
    }
}
