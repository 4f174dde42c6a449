using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Smartlinks.Links;

/// <summary>
/// The path of a link: 3 to 60 of a–z, 0–9 and single inner hyphens, lower case, not a reserved word.
/// Only ASCII is taken, so that no slug can be spelled to look like another one in a second script. <c>default</c> is not a valid slug.
/// </summary>
public readonly partial record struct Slug
{
    public const int MinLength = 3;
    public const int MaxLength = 60;

    /// <summary>No 0/o, 1/i/l, u/v: what is read aloud or copied from paper arrives as it was.</summary>
    private const string RandomAlphabet = "23456789abcdefghjkmnpqrstwxyz";
    private const int RandomLength = 7;

    private static readonly FrozenSet<string> s_reserved = new[]
    {
        "about", "account", "admin", "administrator", "api", "app", "apps", "artwork", "assets", "auth", "billing", "callback", "cdn", "choose", "contact", "dashboard",
        "docs", "embed", "error", "fan", "fans", "favicon", "forget", "health", "healthz", "help", "home", "host", "index", "legal", "live", "login",
        "logout", "mail", "mcp", "me", "metrics", "new", "null", "oauth", "pre-save", "presave", "presaves", "pricing", "privacy", "ready", "robots",
        "runtime", "security", "settings", "sign-in", "sign-out", "signin", "signout", "signup", "sitemap", "static", "status", "support", "terms", "undefined",
        "webhook", "webhooks", "well-known", "www",
        "aggregateclicks", "applystripeevent", "findnudges", "lookatpoison", "nudgedue", "proveledgers", "rehearselink", "reminddue", "renewgrants", "replayspilledclicks", "resolverelease", "runrecordjob", "stripewebhook", "spendcredit",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly string? _value;

    private Slug(string value) => _value = value;

    public static Slug NewRandom(IIdSource ids) => new(ids.NewText(RandomAlphabet, RandomLength));

    /// <summary>Reads what an admin typed: upper case is folded; <paramref name="why"/> says what is wrong with anything else.</summary>
    public static bool TryParse(string? text, out Slug slug, [NotNullWhen(false)] out string? why)
    {
        slug = default;
        // Before folding: the lower case of the Kelvin sign is a plain k.
        var isAscii = Ascii.IsValid(text);
        var folded = text?.ToLowerInvariant() ?? "";
        why = folded switch
        {
            { Length: < MinLength or > MaxLength } => $"A slug has {MinLength} to {MaxLength} characters.",
            _ when !isAscii || !Shape().IsMatch(folded) => "A slug has the letters a to z, digits, and single hyphens between them; other scripts are not taken because some of their letters look like these.",
            _ when s_reserved.Contains(folded) => $"'{folded}' is reserved for Smartlinks itself.",
            _ => null,
        };
        if (why is not null) return false;
        slug = new Slug(folded);
        return true;
    }

    /// <summary>Reads a path segment that a visitor asked for, case folded; says only whether it can be a slug at all.</summary>
    public static bool TryParsePath(string segment, out Slug slug) => TryParse(segment, out slug, out _);

    public static Slug Parse(string text) => TryParse(text, out var slug, out var why) ? slug : throw new FormatException($"'{text}': {why}");

    public override string ToString() => _value ?? throw new InvalidOperationException("A slug was never set.");

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
