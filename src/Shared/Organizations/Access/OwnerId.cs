namespace Smartlinks.Organizations.Access;

/// <summary>Whose release it is: a member, an artist team, or the organization itself. 1 to 64 letters, digits, <c>_</c> and <c>-</c>; <c>default</c> is not a valid id.</summary>
public readonly record struct OwnerId
{
    private const int MostText = 64;
    private readonly string? _value;

    private OwnerId(string value) => _value = value;

    /// <summary>The owner of what nobody else is named for.</summary>
    public static OwnerId Of(OrganizationId organization) => new(organization.ToString());

    public static bool TryParse(string? text, out OwnerId id)
    {
        id = default;
        if (text is not { Length: > 0 and <= MostText } || text.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-'))) return false;
        id = new OwnerId(text);
        return true;
    }

    public static OwnerId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an owner's id.");

    public override string ToString() => _value ?? throw new InvalidOperationException("An owner's id was never set.");
}
