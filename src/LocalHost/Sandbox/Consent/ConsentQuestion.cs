using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Primitives;

namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>What an app asks a fan for, as its address says. The address to come back to is one that a browser may be sent to.</summary>
/// <param name="State">Null: none was sent, and none goes back.</param>
/// <param name="Error">Null: all is right. Else RFC 6749 §4.1.2.1's word for what is wrong, which goes back in place of a code.</param>
public sealed record ConsentQuestion(string RedirectUri, string Scope, string Challenge, string? State, string? Error)
{
    /// <summary>What the page sends back to itself.</summary>
    public static readonly string[] Names = ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge_method", "code_challenge"];

    /// <summary>False where nothing may be sent back: the app is not known, or not where it wants the answer. <paramref name="problem"/> is then for the fan to read.</summary>
    public static bool TryRead(ConsentRules rules, Func<string, StringValues> get, [NotNullWhen(true)] out ConsentQuestion? question, out string problem)
    {
        question = null;
        problem = get("client_id") != rules.ClientId ? "INVALID_CLIENT: Invalid client" : IsRedirectUri(get("redirect_uri").ToString()) ? "" : "INVALID_CLIENT: Insecure redirect URI";
        if (problem.Length > 0) return false;
        var (scope, challenge) = (get("scope").ToString(), get("code_challenge").ToString());
        var error = get("response_type") != "code" ? "unsupported_response_type"
            : get("code_challenge_method") != "S256" || !IsChallenge(challenge) ? "invalid_request"
            : scope.Length == 0 || !scope.Split(' ').All(rules.Scopes.ContainsKey) ? "invalid_scope" : null;
        question = new ConsentQuestion(get("redirect_uri").ToString(), scope, challenge, get("state").ToString() is { Length: > 0 } state ? state : null, error);
        return true;
    }

    /// <summary>Where the browser goes with the answer.</summary>
    public string BackWith(string name, string value)
    {
        var answer = $"{name}={Uri.EscapeDataString(value)}{(State is null ? "" : $"&state={Uri.EscapeDataString(State)}")}";
        return $"{RedirectUri}{(RedirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{answer}";
    }

    /// <summary>Over https, or over http to the same machine by its address (Spotify since November 2025).</summary>
    public static bool IsRedirectUri(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)));

    private static bool IsChallenge(string text) => text.Length == 43 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
