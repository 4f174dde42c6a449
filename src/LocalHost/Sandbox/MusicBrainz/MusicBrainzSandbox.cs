using System.Text.RegularExpressions;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.MusicBrainz;

/// <summary>
/// MusicBrainz' web service as far as codes lead to addresses: ISRCs, recordings, releases, and the search for a barcode. What it holds against a
/// careless client: 403 without a User-Agent that names program and contact, only what <c>inc</c> asks for, 400 for an <c>inc</c> it does not know,
/// ended relations, several recordings for one ISRC. What is not out yet is not entered yet.
/// </summary>
public sealed partial class MusicBrainzSandbox(Catalogue catalogue, MusicBrainzDatabase database, MusicBrainzShapes shapes, FaultBoard faults, StoryClock clock)
{
    private static readonly string[] s_inc = ["artist-credits", "artists", "releases", "recordings", "isrcs", "url-rels", "media"];
    private readonly MusicBrainzErrors _errors = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/musicbrainz/ws/2/isrc/{isrc}", Checked("isrc", GetIsrcAsync));
        routes.MapGet("/musicbrainz/ws/2/recording/{id}", Checked("recording", GetRecordingAsync));
        routes.MapGet("/musicbrainz/ws/2/release/{id}", Checked("release", GetReleaseAsync));
        routes.MapGet("/musicbrainz/ws/2/release", Checked("release", SearchAsync));
        routes.MapGet("/musicbrainz/{*path}", _errors.WriteNothingAsync);
    }

    private static RequestDelegate Checked(string resource, RequestDelegate next) => context =>
        !Agent().IsMatch(context.Request.Headers.UserAgent.ToString()) ? MusicBrainzErrors.WriteAsync(context, StatusCodes.Status403Forbidden, "The User-Agent does not name an application and a contact.")
        : context.Request.Query["fmt"] != "json" ? MusicBrainzErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, "The sandbox speaks JSON only: fmt=json.")
        : Inc(context).FirstOrDefault(inc => !s_inc.Contains(inc)) is { } unknown ? MusicBrainzErrors.WriteAsync(context, StatusCodes.Status400BadRequest, $"{unknown} is not a valid inc parameter for the {resource} resource.")
        : next(context);

    private Task GetIsrcAsync(HttpContext context)
    {
        var isrc = (string)context.Request.RouteValues["isrc"]!;
        if (!Code().IsMatch(isrc))
        {
            return MusicBrainzErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "Invalid isrc.");
        }

        var recordings = database.FindByIsrc(isrc).Where(IsOut).ToList();
        if (recordings.Count == 0)
        {
            return _errors.WriteNothingAsync(context);
        }

        if (faults.Take(ServicePaths.MusicBrainz, FaultKind.WrongCode) is not null)
        {
            recordings = [database.Another(recordings[0])];
        }

        return SandboxJson.WriteAsync(context, shapes.Isrc(recordings, Inc(context)));
    }

    private Task GetRecordingAsync(HttpContext context) => database.FindRecording(Id(context)) is { } recording && IsOut(recording)
        ? SandboxJson.WriteAsync(context, shapes.Recording(recording, Inc(context)))
        : _errors.WriteNothingAsync(context);

    private Task GetReleaseAsync(HttpContext context)
    {
        if (database.FindRelease(Id(context)) is not { } album || !IsOut(album))
        {
            return _errors.WriteNothingAsync(context);
        }

        if (faults.Take(ServicePaths.MusicBrainz, FaultKind.WrongCode) is not null)
        {
            album = catalogue.Albums.First(other => other != album && database.IsEntered(other) && IsOut(other));
        }

        return SandboxJson.WriteAsync(context, shapes.Release(album, Inc(context)));
    }

    /// <summary>Found in the spelling it is stored in, as in a real index of text.</summary>
    private Task SearchAsync(HttpContext context)
    {
        foreach (Match barcode in Barcode().Matches(context.Request.Query["query"].ToString()))
        {
            var text = barcode.Groups[1].Value;
            if (Upc.TryParse(text, out var upc) && upc.Unpadded == text && catalogue.TryGetByUpc(upc, out var album) && database.IsEntered(album) && IsOut(album))
            {
                return SandboxJson.WriteAsync(context, MusicBrainzShapes.Search(album));
            }
        }

        return SandboxJson.WriteAsync(context, MusicBrainzShapes.Search(null));
    }

    private bool IsOut(Recording recording) => recording.First.Released.IsOut(clock.GetUtcNow());

    private bool IsOut(Album album) => album.Released.IsOut(clock.GetUtcNow());

    private static string[] Inc(HttpContext context) => context.Request.Query["inc"].ToString().Split([' ', '+'], StringSplitOptions.RemoveEmptyEntries);

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    /// <summary>A name with a version, and an e-mail address or URL in parentheses.</summary>
    [GeneratedRegex(@"^[A-Za-z][\w.-]*/[\w.-]+ ?\( ?\S*(?:@|://)\S+ ?\)")]
    private static partial Regex Agent();

    [GeneratedRegex("^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$")]
    private static partial Regex Code();

    [GeneratedRegex("barcode:([0-9]+)")]
    private static partial Regex Barcode();
}
