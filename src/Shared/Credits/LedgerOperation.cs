using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Smartlinks.Credits;

/// <summary>
/// What is to be written into a ledger, once: its id names what it is for (<c>link.lnk_…</c>, <c>stripe.in_…</c>), and comes back with every repetition. The same id with
/// other content is an error of whoever made it.
/// </summary>
public sealed partial record LedgerOperation
{
    /// <summary>Most that one operation moves.</summary>
    public const long MostAmount = 1_000_000;

    public const int MaxId = 200;
    public const int MaxAbout = 200;
    public const int MaxBy = 100;

    private LedgerOperation(string id, EntryKind kind, LedgerReason reason, long amount, string? about, string by, IReadOnlyList<CreditLot> lots)
    {
        if (!Shape().IsMatch(id)) throw new ArgumentException($"An operation's id has 1 to {MaxId} of letters, digits, '.', '_' and '-'.", nameof(id));
        if (amount == 0 || Math.Abs(amount) > MostAmount) throw new ArgumentOutOfRangeException(nameof(amount), amount, $"An operation moves 1 to {MostAmount} credits.");
        if (about?.Length > MaxAbout) throw new ArgumentException($"What an operation is about has at most {MaxAbout} characters.", nameof(about));
        if (by.Length is < 1 or > MaxBy) throw new ArgumentException($"Who made an operation has 1 to {MaxBy} characters.", nameof(by));
        (Id, Kind, Reason, Amount, About, By, Lots) = (id, kind, reason, amount, about, by, lots);
    }

    public string Id { get; }

    public EntryKind Kind { get; }

    public LedgerReason Reason { get; }

    /// <summary>With its sign.</summary>
    public long Amount { get; }

    public string? About { get; }

    public string By { get; }

    /// <summary>Of credit that comes: how it ends. Of credit that goes: empty, what ends soonest goes first.</summary>
    public IReadOnlyList<CreditLot> Lots { get; }

    /// <summary>Whether it may take the balance below zero.</summary>
    public bool MayOverdraw => LedgerReasons.MayOverdraw(Reason);

    /// <summary>Tells two operations of one id apart.</summary>
    public string Content => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Kind}\n{Reason}\n{Amount}\n{About}\n{By}\n{CreditLots.Write(Lots)}"))).AsSpan(0, 16));

    /// <param name="expiresAt">When what is left of it is taken back; null: never.</param>
    public static LedgerOperation Grant(string id, long amount, LedgerReason reason, string? about, string by, DateTimeOffset? expiresAt = null) =>
        new(id, EntryKind.Grant, reason, Positive(amount), about, by, [new CreditLot(ToMilliseconds(expiresAt), amount)]);

    public static LedgerOperation Spend(string id, long amount, LedgerReason reason, string? about, string by) =>
        new(id, EntryKind.Spend, reason, -Positive(amount), about, by, []);

    /// <summary>Gives a spend back, as credit that ends when that did which was spent.</summary>
    public static LedgerOperation Refund(string id, LedgerEntry spent, LedgerReason reason, string by) => spent.Kind != EntryKind.Spend
        ? throw new ArgumentException($"{spent.Operation} is no spend.", nameof(spent)) : new(id, EntryKind.Refund, reason, -spent.Amount, spent.About, by, spent.Lots);

    /// <summary>A correction, or what is taken back with a payment; below zero only where the reason may.</summary>
    /// <param name="amount">With its sign.</param>
    /// <param name="expiresAt">Of credit that comes: when what is left of it is taken back; null: never.</param>
    public static LedgerOperation Adjust(string id, long amount, LedgerReason reason, string? about, string by, DateTimeOffset? expiresAt = null) =>
        new(id, EntryKind.Adjustment, reason, amount, about, by, amount > 0 ? [new CreditLot(ToMilliseconds(expiresAt), amount)] : []);

    /// <summary>The id of an operation that somebody names by a text of any kind.</summary>
    public static string IdOf(string kind, string text) => $"{kind}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static long Positive(long amount) => amount > 0 ? amount : throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount is at least 1; its kind has the sign.");

    private static DateTimeOffset? ToMilliseconds(DateTimeOffset? at) => at is { } instant ? DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds()) : null;

    [GeneratedRegex("^[A-Za-z0-9._-]{1,200}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
