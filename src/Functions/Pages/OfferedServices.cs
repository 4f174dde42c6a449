using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>Tells what a link may show where it is not a visit's: the organization's rules over the link's own choice.</summary>
public sealed class OfferedServices(OrganizationSettingsStore settings)
{
    public async ValueTask<ServiceSet> OfAsync(Link link, CancellationToken cancellationToken) =>
        SharedStandings.Of((await settings.RecallAsync(link.Organization, cancellationToken)).Services, link.Services).Standing.Visible;
}
