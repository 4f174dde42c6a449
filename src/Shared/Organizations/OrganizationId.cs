using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.Organizations;

/// <summary>Names an organization: <c>org_</c> and 3 to 40 lower-case letters, digits or hyphens. <c>default</c> is not a valid id.</summary>
public readonly record struct OrganizationId
{
    public const string Prefix = "org_";
    private readonly string? _value;

    private OrganizationId(string value) => _value = value;

    public static OrganizationId New(IIdSource ids) => new(Prefix + ids.NewUlid());

    public static bool TryParse(string? text, out OrganizationId id)
    {
        id = default;
        if (text is not { Length: >= 7 and <= 44 } || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (text.AsSpan(Prefix.Length).IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-") >= 0) return false;
        id = new OrganizationId(text);
        return true;
    }

    public static OrganizationId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an organization id.");

    public override string ToString() => _value ?? throw new InvalidOperationException("An organization id was never set.");
}
