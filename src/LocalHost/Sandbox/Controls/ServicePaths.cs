using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>Which source a path of the sandbox belongs to: the first segment is the source's id.</summary>
public static class ServicePaths
{
    public static readonly SandboxSource MusicBrainz = new("musicbrainz", "MusicBrainz");
    public static readonly SandboxSource ITunes = new("itunes", "iTunes");

    public static readonly SandboxSource Mail = new("mail", "E-mail");
    public static readonly SandboxSource Stripe = new("stripe", "Stripe");

    /// <summary>The nine services, then those beyond them.</summary>
    public static readonly IReadOnlyList<SandboxSource> All = [.. StreamingService.All, MusicBrainz, ITunes, Mail, Stripe];

    private static readonly FrozenDictionary<string, SandboxSource> s_byId = All.ToFrozenDictionary(source => source.Id, StringComparer.Ordinal);

    /// <summary>The services' token endpoints each end in one of these; no page and no lookup does.</summary>
    private static readonly string[] s_tokenEndings = ["/api/token", "/oauth2/token", "/oauth/token", "/o2/token", "/oauth/access_token.php", "/oauth2/revoke"];

    private static readonly string[] s_consentEndings = ["/authorize", "/oauth/auth.php", "/o/oauth2/v2/auth", "/apple-music/woa", "/apple-music/musickit.js"];

    public static SandboxSource? Find(PathString path)
    {
        var segment = (path.Value ?? "").TrimStart('/').Split('/', 2)[0];
        return s_byId.GetValueOrDefault(segment);
    }

    public static bool TryParse(string? id, [NotNullWhen(true)] out SandboxSource? source)
    {
        source = null;
        return id is not null && s_byId.TryGetValue(id, out source);
    }

    public static bool IsForToken(PathString path) => s_tokenEndings.Any(ending => (path.Value ?? "").EndsWith(ending, StringComparison.Ordinal));

    /// <summary>Whether it is a page on which fans consent, or what such a page needs.</summary>
    public static bool IsForConsent(PathString path) => s_consentEndings.Any(ending => (path.Value ?? "").EndsWith(ending, StringComparison.Ordinal));
}
