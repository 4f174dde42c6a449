namespace Smartlinks.StreamingServices.Accounts;

/// <summary>Makes the addresses of consent pages (RFC 6749 §4.1.1, RFC 7636 §4.3).</summary>
internal static class OAuthConsent
{
    /// <param name="scope">One or more, with spaces between.</param>
    public static Uri Url(Uri page, string clientId, string scope, ConsentRequest request)
    {
        ThrowIfUnsafe(request);
        (string Name, string Value)[] query =
        [
            ("response_type", "code"), ("client_id", clientId), ("redirect_uri", request.RedirectUri.OriginalString), ("scope", scope),
            ("state", request.State), ("code_challenge_method", "S256"), ("code_challenge", request.CodeChallenge),
        ];
        return new UriBuilder(page) { Query = string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}")) }.Uri;
    }

    /// <exception cref="ArgumentException">The fan would come back over a line that others can read, or not to this app.</exception>
    public static void ThrowIfUnsafe(ConsentRequest request)
    {
        if (!IsSafe(request.RedirectUri)) throw new ArgumentException("A fan comes back over https, or over http on 127.0.0.1.", nameof(request));
    }

    /// <summary>What Spotify takes since November 2025, and the strictest of all services.</summary>
    private static bool IsSafe(Uri uri) => uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.Host == "127.0.0.1"));
}
