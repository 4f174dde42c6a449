using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.ShareLinks;

/// <summary>Following share links; section <c>ShareLinks</c>.</summary>
public sealed class ShareLinkOptions
{
    /// <summary>
    /// Asked in place of every host: <c>https://spotify.link/x</c> as <c>{StandIn}spotify.link/x</c>. Absolute, ending in a slash. Null: the hosts themselves.
    /// What may be found is the same with it.
    /// </summary>
    public Uri? StandIn { get; set; }

    /// <summary>Requests a minute to one service's share hosts by all instances, 1 to 600. Nobody publishes a limit.</summary>
    [Range(1, 600)]
    public int RequestsPerMinute { get; set; } = 60;

    /// <summary>Each service's share links have their own, so that one vendor's trouble is not another's.</summary>
    public ServicePace PaceOf(StreamingService service) => new($"share-links-{service.Id}", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Min(10, RequestsPerMinute));

    internal Uri AddressOf(Uri uri) => StandIn is null ? uri : new Uri(StandIn, uri.Host + uri.PathAndQuery);
}
