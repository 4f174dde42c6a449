using System.Collections.Frozen;

namespace Smartlinks.StreamingServices.Addresses;

/// <summary>
/// Takes off a query what tells where an address was copied. What an admin may earn by stays (Apple's <c>at</c> and <c>ct</c>, Amazon's <c>tag</c>), and so does
/// whatever is not known here.
/// </summary>
public static class TrackingParameters
{
    private static readonly FrozenSet<string> s_everywhere = FrozenSet.ToFrozenSet(
        ["si", "fbclid", "gclid", "dclid", "wbraid", "gbraid", "msclkid", "ttclid", "twclid", "yclid", "igshid", "igsh", "mc_cid", "mc_eid", "_branch_match_id", "_branch_referrer", "dl_branch", "feature", "pp", "nd"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<StreamingService, string[]> s_ofOne = new()
    {
        [StreamingService.Spotify] = ["dlsi", "pi"],
        [StreamingService.AppleMusic] = ["itsct", "itscg", "uo"],
        [StreamingService.AmazonMusic] = ["ref", "ref_"],
        [StreamingService.Deezer] = ["host"],
        [StreamingService.Pandora] = ["corr", "part"],
        [StreamingService.SoundCloud] = ["p", "c"],
        [StreamingService.Bandcamp] = ["from", "label"],
    };

    /// <summary>The address of a track or album without them. Any other page is left as it is: what its query means is not known.</summary>
    public static DestinationUrl Strip(DestinationUrl url)
    {
        var query = url.Uri.Query;
        if (query.Length == 0 || !ServiceItem.TryRead(url, out _)) return url;
        var given = query[1..].Split('&');
        var kept = given.Where(pair => !IsTracking(url.Service, pair.Split('=', 2)[0])).ToList();
        if (kept.Count == given.Length) return url;
        return DestinationUrl.Parse(url.Service, url.Uri.GetLeftPart(UriPartial.Path) + (kept.Count > 0 ? "?" + string.Join('&', kept) : "") + url.Uri.Fragment);
    }

    private static bool IsTracking(StreamingService service, string name) => name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || s_everywhere.Contains(name)
        || (s_ofOne.TryGetValue(service, out var names) && names.Contains(name, StringComparer.OrdinalIgnoreCase));
}
