using System.Globalization;
using Smartlinks.Links;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>The releases of a night, with what the sandbox's catalogue has at each service.</summary>
internal static class NightLinks
{
    /// <summary>What fans have in their libraries then, as the service names it.</summary>
    public static string ItemOf(Link link, StreamingService service) => ServiceItem.TryRead(link.Find(service)!.Url!, out var item) ? item.Id : throw new InvalidOperationException($"{service} has no item.");

    public static async Task<Link> CreateAsync(NightMachine machine, Track track, OrganizationId organization, ReleaseMoment release, IReadOnlyList<StreamingService> services)
    {
        var (id, now) = (LinkId.New(machine.Ids), machine.Clock.GetUtcNow());
        var link = new Link
        {
            Id = id,
            Organization = organization,
            Address = new LinkAddress(LinkAddress.OwnDomain, Slug.Parse("night-" + id.ToString()[^6..])),
            Source = new LinkSource(Isrc.Parse(track.Isrc), null, null),
            Title = track.Title,
            Artists = track.Artists,
            Release = release,
            CreatedAt = now,
            UpdatedAt = now,
        };
        link = services.Aggregate(link, (sum, service) => sum.With(Found(track, service)));
        if (!await machine.Links.TryReserveAsync(link, CancellationToken.None)) throw new InvalidOperationException("The slug is taken.");
        await machine.Links.PointToAsync(link, CancellationToken.None);
        return (await machine.Links.FindFollowingAsync(link.Address, CancellationToken.None))!;
    }

    public static Destination Found(Track track, StreamingService service) =>
        new(service, DestinationUrl.Parse(service, string.Format(CultureInfo.InvariantCulture, AddressOf(service), track.Ids[service])), DestinationStatus.Confirmed, []);

    private static string AddressOf(StreamingService service) => service.Id switch
    {
        "spotify" => "https://open.spotify.com/track/{0}",
        "apple-music" => "https://music.apple.com/us/song/{0}",
        "tidal" => "https://tidal.com/track/{0}",
        "deezer" => "https://www.deezer.com/track/{0}",
        "youtube-music" => "https://music.youtube.com/watch?v={0}",
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };
}
