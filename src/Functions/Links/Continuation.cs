using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using Smartlinks.Organizations;

namespace Smartlinks.Functions.Links;

/// <summary>
/// The table's own continuation as an opaque text. It names the organization it was given to, so that one of another cannot be used to read across.
/// </summary>
public static partial class Continuation
{
    private const int MaxLength = 2_000;

    public static string? Write(string? continuation, OrganizationId organization) => Write(continuation, organization.ToString());

    /// <param name="owner">Whose list it is: an id of one line.</param>
    public static string? Write(string? continuation, string owner) => continuation is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{owner}\n{continuation}"));

    public static bool TryRead(string? text, OrganizationId organization, out string? continuation) => TryRead(text, organization.ToString(), out continuation);

    public static bool TryRead(string? text, string owner, out string? continuation)
    {
        continuation = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length > MaxLength || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 2);
        if (parts.Length != 2 || parts[0] != owner) return false;
        if (!Shape().IsMatch(parts[1])) return false;
        continuation = parts[1];
        return true;
    }

    /// <summary>A table's own: two percent-encoded keys.</summary>
    [GeneratedRegex("^[A-Za-z0-9._~%-]+\\|[A-Za-z0-9._~%-]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
