namespace Smartlinks.Billing.Purchases;

/// <summary>Names a purchase: <c>pur_</c> and a ULID, or the id of the Stripe invoice that a plan's period was paid with. <c>default</c> is not a valid id.</summary>
public readonly record struct PurchaseId
{
    private const string Prefix = "pur_";
    private const string InvoicePrefix = "in_";
    private const int MostLength = 100;

    private readonly string? _value;

    private PurchaseId(string value) => _value = value;

    public bool IsInvoice => ToString().StartsWith(InvoicePrefix, StringComparison.Ordinal);

    public static PurchaseId New(IIdSource ids) => new(Prefix + ids.NewUlid());

    public static bool TryParse(string? text, out PurchaseId id)
    {
        id = default;
        var isId = text is { Length: <= MostLength }
            && (text.StartsWith(Prefix, StringComparison.Ordinal) ? Ulid.IsValid(text.AsSpan(Prefix.Length))
                : text.StartsWith(InvoicePrefix, StringComparison.Ordinal) && text.Length > InvoicePrefix.Length && text.AsSpan(InvoicePrefix.Length).IndexOfAnyExcept(s_invoiceCharacters) < 0);
        if (isId) id = new PurchaseId(text!);
        return isId;
    }

    public static PurchaseId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a purchase id.");

    /// <summary>The part of a <c>pur_</c> id that orders by time.</summary>
    public string UlidPart => ToString()[Prefix.Length..];

    public override string ToString() => _value ?? throw new InvalidOperationException("A purchase id was never set.");

    private static readonly System.Buffers.SearchValues<char> s_invoiceCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
