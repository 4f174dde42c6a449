using Smartlinks.Functions.Hosting;
using Smartlinks.Links;

namespace Smartlinks.Functions.Pages;

/// <summary>Which domain's links a request is about.</summary>
public sealed class LinkDomains(AppOptions options, PublicOrigin origins)
{
    public string Of(HttpRequest request)
    {
        if (options.Domains.Count == 0) return LinkAddress.OwnDomain;
        var host = origins.HostOf(request).Split(':')[0].ToLowerInvariant();
        return options.Domains.Contains(host) ? host : LinkAddress.OwnDomain;
    }
}
