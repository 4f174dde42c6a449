namespace Smartlinks.Fans;

/// <summary>Names a fan who allowed something, for good: <c>fan_</c> and a ULID. Nothing of the person is in it. <c>default</c> is not a valid id.</summary>
public readonly record struct FanId
{
    public const string Prefix = "fan_";
    private readonly string? _value;

    private FanId(string value) => _value = value;

    public static FanId New(IIdSource ids) => new(Prefix + ids.NewUlid());

    public static bool TryParse(string? text, out FanId id)
    {
        id = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || !Ulid.IsValid(text.AsSpan(Prefix.Length))) return false;
        id = new FanId(text);
        return true;
    }

    public static FanId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a fan's id.");

    public override string ToString() => _value ?? throw new InvalidOperationException("A fan's id was never set.");
}
