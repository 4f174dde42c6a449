using Smartlinks.Functions.Hosting;
using Smartlinks.Links;

namespace Smartlinks.Functions.Pages;

/// <summary>Which domain's links a request is about, and where the deployment's own pages are from there.</summary>
public sealed class LinkDomains(AppOptions options, PublicOrigin origins)
{
    public string Of(HttpRequest request)
    {
        if (options.Domains.Count == 0) return LinkAddress.OwnDomain;
        var host = origins.HostOf(request).Split(':')[0].ToLowerInvariant();
        return options.Domains.Contains(host) ? host : LinkAddress.OwnDomain;
    }

    /// <summary>The origin of the links that a request is about, without a trailing slash.</summary>
    public string OriginOf(HttpRequest request) => Of(request) is var domain && domain == LinkAddress.OwnDomain ? origins.Of(request) : $"https://{domain}";

    /// <summary>
    /// The deployment's own origin as seen from a request: empty when the request is at it. Null: it came by a further domain, and <c>App__PublicUrl</c> does not say where the own one is.
    /// </summary>
    public string? OwnOriginFrom(HttpRequest request) => Of(request) == LinkAddress.OwnDomain ? "" : options.PublicUrl?.GetLeftPart(UriPartial.Authority);

    /// <summary>The link that a path segment names (<see cref="LinkAddress.Segment"/>): by itself one of the request's domain. Null: it names none that could be here.</summary>
    public LinkAddress? Find(HttpRequest request, string segment)
    {
        if (!LinkAddress.TryParseSegment(segment, out var address)) return null;
        if (address.Domain == LinkAddress.OwnDomain) return address with { Domain = Of(request) };
        return options.Domains.Contains(address.Domain) ? address : null;
    }
}
