using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>Destinations as resolving makes them, and what a page says of them.</summary>
internal static class Leads
{
    public static Destination To(StreamingService service, DestinationStatus status = DestinationStatus.Confirmed) =>
        new(service, DestinationUrl.Parse(service, Url(service)), status, [new Evidence("isrcEqual", "QM24S2402528")]);

    public static string Url(StreamingService service) => $"https://{service.Hosts[0]}/watch/{service.Id}";

    public static Destination Only(this Destination destination, params string[] countries) => destination with { Territories = Territories.Only(countries) };

    public static Destination Except(this Destination destination, params string[] countries) => destination with { Territories = Territories.Except(countries) };

    /// <summary>The services a page has links for, searches among them, in the order of the page.</summary>
    public static IEnumerable<string> Services(this Answer page) => StreamingService.All.Select(service => (service.Id, At: page.Text.IndexOf($"\"/a-song/{service.Id}\"", StringComparison.Ordinal)))
        .Where(found => found.At >= 0).OrderBy(found => found.At).Select(found => found.Id);
}
