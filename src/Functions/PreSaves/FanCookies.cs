using Smartlinks.Fans;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.PreSaves;

/// <summary>Knows a fan again by the pass in the browser. Without keys nobody is known.</summary>
public sealed class FanCookies(FanPass pass)
{
    /// <summary>Browsers keep none longer (RFC 6265bis §5.5: 400 days).</summary>
    private static readonly TimeSpan s_life = TimeSpan.FromDays(400);

    public FanId? Find(HttpRequest request) => pass.TryRead(request.Cookies[Name(request)], out var fan) ? fan : null;

    public void Keep(HttpContext context, FanId fan) => Append(context, pass.Write(fan), (long)s_life.TotalSeconds);

    public void Forget(HttpContext context) => Append(context, "", 0);

    private static void Append(HttpContext context, string value, long seconds) => context.Response.Headers.Append("Set-Cookie",
        $"{Name(context.Request)}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{(PublicOrigin.IsHttps(context.Request) ? "; Secure" : "")}");

    private static string Name(HttpRequest request) => PublicOrigin.IsHttps(request) ? FanPass.CookieName : FanPass.PlainCookieName;
}
