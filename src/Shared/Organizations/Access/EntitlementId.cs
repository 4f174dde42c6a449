namespace Smartlinks.Organizations.Access;

/// <summary>
/// Names what an owner got, by what it came from: a purchase, or an admin's own id. 1 to 120 letters, digits, <c>_</c>, <c>.</c> and <c>-</c>; giving under the same id twice is giving once.
/// <c>default</c> is not a valid id.
/// </summary>
public readonly record struct EntitlementId
{
    private const int MostText = 120;
    private readonly string? _value;

    private EntitlementId(string value) => _value = value;

    public static bool TryParse(string? text, out EntitlementId id)
    {
        id = default;
        if (text is not { Length: > 0 and <= MostText } || text.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '.' or '-'))) return false;
        id = new EntitlementId(text);
        return true;
    }

    public static EntitlementId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an entitlement's id.");

    public override string ToString() => _value ?? throw new InvalidOperationException("An entitlement's id was never set.");
}
