using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.People;

/// <summary>Tells who is signed in. A request without the session's cookie costs nothing: what signs people in is made when the first of them comes.</summary>
public sealed class SignedInReader(AppConfiguration configuration, SessionCookies cookies, IServiceProvider later)
{
    /// <summary>Null: nobody, or nobody any more.</summary>
    public async Task<SignedIn?> FindAsync(HttpContext context) =>
        configuration.SignIn.IsOn && cookies.IsThere(context.Request) ? await later.GetRequiredService<SignInParts>().FindAsync(context) : null;

    /// <summary>Whether a change that comes with the cookie comes from a page of this site.</summary>
    public bool IsFromOwnPage(HttpRequest request, SignedIn person) =>
        later.GetRequiredService<AntiForgery>().IsOwn(request, person, request.Headers[AntiForgery.Header] is [{ } token] ? token : null);
}
