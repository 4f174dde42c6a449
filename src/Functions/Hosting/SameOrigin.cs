namespace Smartlinks.Functions.Hosting;

/// <summary>
/// Tells forms of our own pages from those of others. Every browser names the origin of a POST (Fetch standard, "append a request Origin header"): one that is missing,
/// opaque (<c>null</c>) or another's is refused, so that no other site acts in the name of a fan or a member.
/// </summary>
public static class SameOrigin
{
    public static bool IsOwn(HttpRequest request, string ownOrigin) =>
        request.Headers.Origin is [{ } origin] && origin.Equals(ownOrigin, StringComparison.OrdinalIgnoreCase)
        && request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin";
}
