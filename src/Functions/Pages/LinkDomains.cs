using Smartlinks.Functions.Hosting;
using Smartlinks.Links;

namespace Smartlinks.Functions.Pages;

/// <summary>Which domain's links a request is about.</summary>
public sealed class LinkDomains(AppOptions options)
{
    public string Of(HttpRequest request)
    {
        if (options.Domains.Count == 0) return LinkAddress.OwnDomain;
        var host = request.Headers["X-Forwarded-Host"].ToString().Split(':')[0].ToLowerInvariant();
        return options.Domains.Contains(host) ? host : LinkAddress.OwnDomain;
    }
}
