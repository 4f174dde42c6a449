using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>Says to an admin why a service was not asked for a release, and what would help. Pure.</summary>
public static class NotAskedReason
{
    /// <param name="capabilities">What the service can do here; null: it is not switched on.</param>
    public static string Of(StreamingService service, ServiceCapabilities? capabilities, ReleaseFacts facts) => (capabilities, facts) switch
    {
        _ when !service.HasPublicApi => $"{service.Name} has no public API to look music up in; set its address by hand.",
        (null, _) => $"{service.Name} is not switched on in this deployment; set its address by hand.",
        (_, { Isrc: null, Upc: null, Title: null }) => $"No code and no title is known to look it up by; make the link from an ISRC or a UPC, or set {service.Name}'s address by hand.",
        ({ BySearch: true }, { IsContested: true }) => $"The services disagree on what this is, so {service.Name} was not searched; accept a match in the review, or give title and artists.",
        ({ BySearch: true }, _) => $"{service.Name} is searched by title and artists, and they are not known; give them, or accept a match in the review.",
        ({ ByIsrc: true, ByUpc: false }, { Isrc: null, Upc: not null }) => $"{service.Name} can only be asked by ISRC, and only a UPC is known; set its address by hand.",
        ({ ByIsrc: false, ByUpc: true }, { Isrc: not null }) => $"{service.Name} can only be asked by UPC, and only an ISRC is known; set its address by hand.",
        _ => $"{service.Name} can only be asked by {Codes(capabilities)}, and none is known yet; accept a match of a service that tells it, or make the link from it.",
    };

    private static string Codes(ServiceCapabilities capabilities) => capabilities switch
    {
        { ByUpc: false } => "ISRC",
        { ByIsrc: false } => "UPC",
        _ => "ISRC or UPC",
    };
}
