using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Organizations;
using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.Functions.Links;

/// <summary>Reads the bodies of link requests (DESIGN §7). Every limit on a field is here.</summary>
public sealed partial class LinkRequests(AppOptions options)
{
    public const int MaxTitle = 200;
    public const int MaxArtists = 20;
    public const int MaxArtist = 120;
    private const int MaxUrl = DestinationUrl.MaxLength;

    private static readonly string[] s_sources = ["isrc", "upc", "url", "destinations"];
    private static readonly string[] s_instants = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
    private static readonly string[] s_lasting = ["slug", "title", "artists", "artworkUrl", "mode", "state"];

    private readonly bool _allowsHttpArtwork = options.AllowLoopbackArtwork;
    private readonly IReadOnlyList<string> _domains = options.Domains;

    public bool TryReadCreate(JsonElement root, out LinkDraft draft, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        var source = ReadSource(fields, out var destinations);
        draft = new LinkDraft(source, destinations, ReadDomain(fields), ReadSlug(fields), fields.Text("title", MaxTitle), fields.Texts("artists", MaxArtists, MaxArtist) ?? [],
            ReadArtwork(fields), ReadMode(fields) ?? LinkMode.Page, ReadRelease(fields)) { Owner = ReleaseOwners.Read(fields), Services = ServiceFields.ReadPreference(fields, "services") };
        fields.RefuseOthers();
        errors = fields.Errors;
        return fields.IsValid;
    }

    public bool TryReadUpdate(JsonElement root, out LinkChange change, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        foreach (var name in s_lasting)
            if (fields.IsNull(name)) fields.Refuse(name, "cannot be taken away; leave the field out to keep it.");
        change = new LinkChange
        {
            Slug = ReadSlug(fields),
            Title = fields.Text("title", MaxTitle),
            Artists = fields.Texts("artists", MaxArtists, MaxArtist),
            ArtworkUrl = ReadArtwork(fields),
            Mode = ReadMode(fields),
            Archived = ReadArchived(fields),
            PreSavePages = ReadPreSavePages(fields),
            SetsRelease = fields.Has("release"),
            Release = ReadRelease(fields),
            SetsServices = fields.Has("services"),
            Services = ServiceFields.ReadPreference(fields, "services"),
        };
        fields.RefuseOthers();
        errors = fields.Errors;
        return fields.IsValid;
    }

    public static bool TryReadDestination(StreamingService service, JsonElement root, out DestinationUrl? url, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        var text = fields.Text("url", MaxUrl);
        url = null;
        if (text is null && fields.IsValid) fields.Refuse("url", "is missing.");
        if (text is not null)
        {
            if (DestinationUrl.TryParse(service, text, out url, out var why)) url = TrackingParameters.Strip(url);
            else fields.Refuse("url", PastedAddress.Read(text) is PastedAddress.OfShare ? "This is a share link; open it, and give the address it leads to." : why);
        }

        fields.RefuseOthers();
        errors = fields.Errors;
        return fields.IsValid;
    }

    public static bool TryReadPin(JsonElement root, out bool isPinned, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        if (fields.Flag("pinned") is { } given) isPinned = given;
        else
        {
            isPinned = false;
            if (fields.IsValid) fields.Refuse("pinned", "is missing.");
        }

        fields.RefuseOthers();
        errors = fields.Errors;
        return fields.IsValid;
    }

    private static LinkSource ReadSource(FieldReader fields, out IReadOnlyList<DestinationUrl> destinations)
    {
        var given = s_sources.Where(name => fields.Has(name) && !fields.IsNull(name)).ToList();
        destinations = [];
        if (given.Count != 1)
        {
            const string why = "Give exactly one of isrc, upc, url and destinations.";
            foreach (var name in given.Count == 0 ? ["isrc"] : given) fields.Refuse(name, why);
        }

        Isrc? isrc = null;
        Upc? upc = null;
        if (fields.Text("isrc", 40) is { } isrcText)
        {
            if (Isrc.TryParse(isrcText, out var read)) isrc = read;
            else fields.Refuse("isrc", "is not an ISRC: two letters, three letters or digits, seven digits, such as QM24S2402528.");
        }

        if (fields.Text("upc", 40) is { } upcText)
        {
            if (Upc.TryParse(upcText, out var read)) upc = read;
            else fields.Refuse("upc", "is not a UPC or EAN: 12 to 14 digits with a right check digit.");
        }

        var pasted = fields.Text("url", MaxUrl) is { } urlText ? PastedAddress.Read(urlText) : null;
        if (pasted is PastedAddress.Refused refused) fields.Refuse("url", refused.Why);
        if (pasted is PastedAddress.OfItem found) destinations = [found.Item.Url];
        if (fields.Inner("destinations") is { } list) destinations = ReadDestinations(fields, list);
        return new LinkSource(isrc, upc, (pasted as PastedAddress.OfItem)?.Item.Url, (pasted as PastedAddress.OfShare)?.Share.Uri);
    }

    /// <summary>Null: the field is left out; none: <c>{}</c> or null.</summary>
    private static IReadOnlyList<DestinationUrl>? ReadPreSavePages(FieldReader fields)
    {
        if (!fields.Has("preSavePages")) return null;
        if (fields.Inner("preSavePages") is not { } list) return [];
        var read = ReadAddresses(list);
        fields.Adopt("preSavePages", list);
        return [.. StreamingService.All.SelectMany(service => read.Where(page => page.Service == service))];
    }

    private static List<DestinationUrl> ReadDestinations(FieldReader fields, FieldReader list)
    {
        var read = ReadAddresses(list);
        if (read.Count == 0 && list.IsValid) fields.Refuse("destinations", "must name at least one service.");
        fields.Adopt("destinations", list);
        return read;
    }

    private static List<DestinationUrl> ReadAddresses(FieldReader list)
    {
        var read = new List<DestinationUrl>();
        foreach (var name in list.Names())
        {
            if (!StreamingService.TryParse(name, out var service))
            {
                list.Refuse(name.Length > 60 ? name[..60] : name, $"is not a streaming service; known are {string.Join(", ", StreamingService.All.Select(each => each.Id))}.");
                continue;
            }

            if (list.IsNull(name)) list.Refuse(name, "must be an address.");
            if (list.Text(name, MaxUrl) is not { } text) continue;
            if (DestinationUrl.TryParse(service, text, out var url, out var why)) read.Add(TrackingParameters.Strip(url));
            else list.Refuse(name, why);
        }

        return read;
    }

    private static Slug? ReadSlug(FieldReader fields)
    {
        if (fields.Text("slug", 1_000) is not { } text) return null;
        if (Slug.TryParse(text, out var slug, out var why)) return slug;
        fields.Refuse("slug", why);
        return null;
    }

    private string ReadDomain(FieldReader fields)
    {
        if (fields.Text("domain", 255) is not { } text) return LinkAddress.OwnDomain;
        var domain = text.ToLowerInvariant();
        if (_domains.Contains(domain)) return domain;
        fields.Refuse("domain", "is not a domain of this deployment.");
        return LinkAddress.OwnDomain;
    }

    private Uri? ReadArtwork(FieldReader fields)
    {
        if (fields.Text("artworkUrl", MaxUrl) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.AbsoluteUri.Length <= MaxUrl
            && (uri.Scheme == Uri.UriSchemeHttps || (_allowsHttpArtwork && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))) return uri;
        fields.Refuse("artworkUrl", "must be an absolute https address of a JPEG, PNG or WebP picture.");
        return null;
    }

    private static LinkMode? ReadMode(FieldReader fields)
    {
        switch (fields.Text("mode", 20))
        {
            case null: return null;
            case "page": return LinkMode.Page;
            case "autoRoute": return LinkMode.AutoRoute;
            default:
                fields.Refuse("mode", "must be page or autoRoute.");
                return null;
        }
    }

    private static bool? ReadArchived(FieldReader fields)
    {
        switch (fields.Text("state", 20))
        {
            case null: return null;
            case "archived": return true;
            case "live": return false;
            default:
                fields.Refuse("state", "can be set to archived, or to live to take that back.");
                return null;
        }
    }

    /// <summary><c>{ "at": instant }</c> or <c>{ "on": date, "zone": "local" or an IANA name }</c>; null: it is out.</summary>
    private static ReleaseMoment? ReadRelease(FieldReader fields)
    {
        if (fields.Inner("release") is not { } release) return null;
        var at = release.Text("at", 40);
        var on = release.Text("on", 10);
        var zone = release.Text("zone", 60);
        ReleaseMoment? moment = null;
        if (at is null == on is null && release.IsValid) release.Refuse("at", "Give either at, or on with zone.");
        else if (at is not null)
        {
            if (zone is not null) release.Refuse("zone", "goes with on.");
            if (DateTimeOffset.TryParseExact(at, s_instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && IsNear(instant)) moment = ReleaseMoment.AtInstant(instant);
            else release.Refuse("at", "must be an instant between 1900 and 2200 such as 2026-12-04T00:00:00Z.");
        }
        else if (on is not null)
        {
            if (!DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1900 or > 2200)
                release.Refuse("on", "must be a date between 1900 and 2200 such as 2026-12-04.");
            else if (zone is null or "local") moment = ReleaseMoment.OnDate(day, null);
            else if (ZoneName().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId) moment = ReleaseMoment.OnDate(day, found);
            else release.Refuse("zone", "must be local or an IANA time zone such as Europe/Berlin.");
        }

        release.RefuseOthers();
        fields.Adopt("release", release);
        return moment;
    }

    private static bool IsNear(DateTimeOffset instant) => instant.Year is >= 1900 and <= 2200;

    /// <summary>The shape of an IANA name: the system looks names up as paths, and takes Windows' names as well.</summary>
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneName();
}
