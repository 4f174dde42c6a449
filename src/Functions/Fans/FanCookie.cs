using Smartlinks.Fans;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Fans;

/// <summary>
/// The fan's pass in a first-party cookie: HttpOnly, SameSite=Lax (it has to come along when a service sends the fan back), a year. Under <see cref="FanPass.CookieName"/> wherever
/// it can be; on <c>http://127.0.0.1</c>, where no cookie is secure, under <see cref="FanPass.PlainCookieName"/>.
/// </summary>
public sealed class FanCookie(FanPass passes, PublicOrigin origin, TimeProvider time)
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(365);

    /// <summary>Null: who asks is nobody we know.</summary>
    public FanId? Read(HttpRequest request) => passes.TryRead(request.Cookies[Name(origin.IsPlain(request))], out var fan) ? fan : null;

    /// <summary>Also renews it, and what was signed under an older key.</summary>
    public void Write(HttpContext context, FanId fan) => Append(context, passes.Write(fan), time.GetUtcNow() + s_life);

    /// <summary>For as long as a consent may take: who tries again, because no answer came, is the same fan. An answer makes it last.</summary>
    public void WriteBegun(HttpContext context, FanId fan, TimeSpan life) => Append(context, passes.Write(fan), time.GetUtcNow() + life);

    public void Delete(HttpContext context) => Append(context, "", DateTimeOffset.UnixEpoch);

    private void Append(HttpContext context, string value, DateTimeOffset expires)
    {
        var isPlain = origin.IsPlain(context.Request);
        context.Response.Cookies.Append(Name(isPlain), value, new CookieOptions { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = !isPlain, Expires = expires });
    }

    private static string Name(bool isPlain) => isPlain ? FanPass.PlainCookieName : FanPass.CookieName;
}
