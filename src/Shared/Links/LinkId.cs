namespace Smartlinks.Links;

/// <summary>Names a link for good: <c>lnk_</c> and a ULID, so ids sort by creation. <c>default</c> is not a valid id.</summary>
public readonly record struct LinkId
{
    public const string Prefix = "lnk_";
    private readonly string? _value;

    private LinkId(string value) => _value = value;

    public static LinkId New(IIdSource ids) => new(Prefix + ids.NewUlid());

    public static bool TryParse(string? text, out LinkId id)
    {
        id = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || !Ulid.IsValid(text.AsSpan(Prefix.Length))) return false;
        id = new LinkId(text);
        return true;
    }

    public static LinkId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a link id.");

    /// <summary>A key that sorts newest links first.</summary>
    public string ToNewestFirstKey() => Ulid.Invert(ToString().AsSpan(Prefix.Length));

    public override string ToString() => _value ?? throw new InvalidOperationException("A link id was never set.");
}
