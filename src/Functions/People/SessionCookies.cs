using Microsoft.AspNetCore.Authentication.Cookies;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.People;

/// <summary>
/// The session's cookie: <see cref="Name"/> wherever a cookie can be secure, whose prefix binds it to this host (RFC 6265bis §4.1.3.2); <see cref="PlainName"/> on <c>http://127.0.0.1</c>. While
/// somebody signs in the browser's earlier session is not looked at, so that the new one never takes over its key.
/// </summary>
public sealed class SessionCookies(PublicOrigin origins) : ICookieManager
{
    public const string Name = "__Host-smartlinks";
    public const string PlainName = "smartlinks";

    private static readonly object s_hidden = new();
    private static readonly object s_frozen = new();

    /// <summary>Nothing is read of the browser's session any more in this request.</summary>
    public static void Hide(HttpContext context) => context.Items[s_hidden] = true;

    /// <summary>The cookie is not renewed with this answer: what begins or ends a session decides about it alone.</summary>
    public static void Freeze(HttpContext context) => context.Items[s_frozen] = true;

    public static bool IsFrozen(HttpContext context) => context.Items.ContainsKey(s_frozen);

    public bool IsThere(HttpRequest request) => request.Cookies.ContainsKey(NameFor(request));

    /// <param name="key">The handler's name for it, which does not count.</param>
    public string? GetRequestCookie(HttpContext context, string key) => context.Items.ContainsKey(s_hidden) ? null : context.Request.Cookies[NameFor(context.Request)];

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        context.Response.Cookies.Append(NameFor(context.Request), value ?? "", Bound(context.Request, options));

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => context.Response.Cookies.Delete(NameFor(context.Request), Bound(context.Request, options));

    private CookieOptions Bound(HttpRequest request, CookieOptions options)
    {
        options.Secure = !origins.IsPlain(request);
        return options;
    }

    private string NameFor(HttpRequest request) => origins.IsPlain(request) ? PlainName : Name;
}
