using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>Who pre-saved what, where and in which zone on the night of a release day.</summary>
internal static class NightPlan
{
    public static readonly DateOnly Day = new(2027, 3, 5);

    /// <summary>One that is out at one instant everywhere.</summary>
    private static readonly DateTimeOffset s_instant = new(2027, 3, 5, 5, 0, 0, TimeSpan.Zero);

    private static readonly StreamingService[] s_services = [StreamingService.Spotify, StreamingService.AppleMusic, StreamingService.Tidal, StreamingService.Deezer];

    public static IReadOnlyList<string> Zones { get; } =
    [
        "Pacific/Kiritimati", "Pacific/Apia", "Pacific/Chatham", "Pacific/Auckland", "Pacific/Noumea", "Australia/Sydney", "Australia/Adelaide", "Asia/Tokyo", "Australia/Eucla", "Asia/Shanghai",
        "Asia/Jakarta", "Asia/Yangon", "Asia/Dhaka", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Karachi", "Asia/Kabul", "Asia/Dubai", "Asia/Tehran", "Europe/Istanbul",
        "Africa/Cairo", "Europe/Berlin", "Europe/London", "Atlantic/Azores", "America/Sao_Paulo", "America/St_Johns", "America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Pago_Pago",
    ];

    /// <summary>The link whose match at TIDAL comes when it is out for hours.</summary>
    public const int LateLink = 1;

    /// <summary>The link whose date is moved after fans said yes.</summary>
    public const int MovedLink = 2;

    /// <summary>The link that never comes to Deezer.</summary>
    public const int MissingLink = 4;

    public static Track LateTrack(IReadOnlyList<Track> tracks) => tracks[LateLink];

    public static bool NeverComes(NightFan fan) => fan.Link == MissingLink && fan.Service == StreamingService.Deezer;

    /// <summary>Recordings that all four services have everywhere.</summary>
    public static IReadOnlyList<Track> Tracks(Catalogue catalogue) =>
        [.. catalogue.Tracks.Where(track => track.Countries.Count == 0 && track.Version is null && s_services.All(track.Ids.ContainsKey)).Take(5)];

    /// <summary>Five links of two organizations.</summary>
    public static async Task<List<Link>> CreateLinksAsync(NightMachine machine, IReadOnlyList<Track> tracks)
    {
        var links = new List<Link>();
        OrganizationId[] organizations = [OrganizationId.New(machine.Ids), OrganizationId.New(machine.Ids)];
        for (var number = 0; number < tracks.Count; number++)
        {
            var release = number switch { MovedLink => ReleaseMoment.OnDate(Day.AddDays(7), null), 3 => ReleaseMoment.AtInstant(s_instant), _ => ReleaseMoment.OnDate(Day, null) };
            var services = s_services.Where(service => !(number == LateLink && service == StreamingService.Tidal) && !(number == MissingLink && service == StreamingService.Deezer)).ToList();
            var link = await NightLinks.CreateAsync(machine, tracks[number], organizations[number / 3], release, services);
            foreach (var service in s_services.Except(services)) link = (await machine.Links.ChangeAsync(link.Address, link.Id, each => each.With(Destination.Pending(service)), CancellationToken.None))!;
            links.Add(link);
        }

        return links;
    }

    public static List<NightFan> Fans(NightMachine machine, IReadOnlyList<Link> links, int count) => [.. Enumerable.Range(0, count).Select(number =>
    {
        var service = s_services[(number % 40) switch { 0 => 3, <= 8 => 2, <= 16 => 1, _ => 0 }];
        var link = number / 40 % links.Count;
        return new NightFan(FanId.New(machine.Ids), number, KindOf(number, service, links[link]), link, service, Zones[number / 200 % Zones.Count]);
    })];

    private static FanKind KindOf(int number, StreamingService service, Link link)
    {
        var kind = ((((uint)number * 2654435761u) >> 8) % 100) switch
        {
            0 => FanKind.Had, 1 or 2 => FanKind.Revoked, 3 or 4 => FanKind.Expired, 5 => FanKind.Unlisted, 6 => FanKind.NoSubscription, 7 => FanKind.Ignored, 8 => FanKind.Canceled, <= 13 => FanKind.Rotates, _ => FanKind.Plain,
        };
        var isPossible = kind switch
        {
            FanKind.Had => link.Find(service)?.Url is not null,
            FanKind.Unlisted => service == StreamingService.Spotify || service == StreamingService.Deezer,
            FanKind.NoSubscription or FanKind.Ignored => service == StreamingService.AppleMusic,
            FanKind.Rotates => service == StreamingService.Spotify || service == StreamingService.Tidal,
            _ => true,
        };
        return isPossible ? kind : FanKind.Plain;
    }
}
