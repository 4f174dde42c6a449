namespace Smartlinks.Functions.Hosting;

/// <summary>What every answer carries. Pages set their own Content-Security-Policy.</summary>
public static class SecurityHeaders
{
    private const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void AddTo(IHeaderDictionary headers, string contentSecurityPolicy = NothingAllowed)
    {
        headers.ContentSecurityPolicy = contentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>Only over https (RFC 6797 §7.2).</summary>
    public static void AddStrictTransport(HttpContext context)
    {
        if (PublicOrigin.IsHttps(context.Request)) context.Response.Headers.StrictTransportSecurity = "max-age=31536000";
    }
}
