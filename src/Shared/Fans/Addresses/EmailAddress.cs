using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Smartlinks.Fans.Addresses;

/// <summary>
/// An e-mail address of the plain form that providers give out: a dot-atom (RFC 5322 §3.2.3) of at most 64 characters at a domain of at least two labels, at most 254 characters
/// in all (RFC 5321 §4.5.3.1). The domain is stored in lower case, one in other scripts as ASCII (RFC 5890). <c>default</c> is not a valid address.
/// </summary>
public readonly record struct EmailAddress
{
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;
    private const string LocalCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.";
    private const string LabelCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-";

    private static readonly IdnMapping s_idn = new();

    private readonly string? _value;

    private EmailAddress(string value) => _value = value;

    public static bool TryParse(string? text, out EmailAddress address)
    {
        address = default;
        var trimmed = text?.Trim() ?? "";
        var at = trimmed.LastIndexOf('@');
        if (trimmed.Length > MaxLength || at < 1 || !IsLocal(trimmed.AsSpan(0, at)) || !TryReadDomain(trimmed[(at + 1)..], out var domain)) return false;
        if (at + 1 + domain.Length > MaxLength) return false;
        address = new EmailAddress($"{trimmed[..at]}@{domain}");
        return true;
    }

    public static EmailAddress Parse(string text) => TryParse(text, out var address) ? address : throw new FormatException("The text is not an e-mail address.");

    /// <summary>One form for all spellings that providers take for the same mailbox.</summary>
    public string ToSameMailboxKey() => ToString().ToLowerInvariant();

    public override string ToString() => _value ?? throw new InvalidOperationException("An e-mail address was never set.");

    private static bool IsLocal(ReadOnlySpan<char> local) =>
        local.Length <= MaxLocalLength && local.IndexOfAnyExcept(LocalCharacters) < 0 && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);

    private static bool TryReadDomain(string text, [NotNullWhen(true)] out string? domain)
    {
        domain = null;
        try
        {
            domain = s_idn.GetAscii(text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false;
        }

        var labels = domain.Split('.');
        return labels.Length >= 2 && labels.All(IsLabel) && labels[^1].Length >= 2 && !char.IsAsciiDigit(labels[^1][0]);
    }

    private static bool IsLabel(string label) => label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && label.AsSpan().IndexOfAnyExcept(LabelCharacters) < 0;
}
