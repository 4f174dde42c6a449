using System.Collections.Frozen;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// A mark for each streaming service: simple geometry of our own in the service's color, recognizable beside its name, which is always
/// written out. Decoration to assistive technology; no style attribute, which the page's policy forbids.
/// </summary>
internal static class ServiceGlyphs
{
    private const string Line = """
        fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round"
        """;

    /// <summary>What stands beside a search, whatever the service: a lens, never the mark of a service that has the song.</summary>
    public const string Search = """<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="M13 13l4.5 4.5M14.5 8.5a6 6 0 1 1-12 0a6 6 0 0 1 12 0z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg>""";

    private static readonly string s_other = Tile("#666", $"""<path d="M17 27V12l8 2" {Line} stroke-width="2.6"/><circle cx="14.5" cy="27" r="3" fill="#fff"/>""");

    private static readonly FrozenDictionary<StreamingService, string> s_glyphs = new Dictionary<StreamingService, string>
    {
        [StreamingService.Spotify] = Tile("#1db954",
            """<g fill="none" stroke="#0c2a16" stroke-linecap="round"><path d="M10 15q10-4 20 2" stroke-width="3.2"/><path d="M11.5 20.5q8.5-3 16.5 1.8" stroke-width="2.7"/><path d="M13 25.6q7-2.3 13.2 1.5" stroke-width="2.2"/></g>"""),
        [StreamingService.AppleMusic] = Tile("#fa2d48",
            $"""<path d="M16 27V13.5l11-2.5v13.5" {Line} stroke-width="2.4"/><path d="M16 13.5l11-2.5v4l-11 2.5z" fill="#fff"/><ellipse cx="13.2" cy="27.2" rx="3.2" ry="2.6" fill="#fff"/><ellipse cx="24.2" cy="24.7" rx="3.2" ry="2.6" fill="#fff"/>"""),
        [StreamingService.YouTubeMusic] = Tile("#f03",
            $"""<circle cx="20" cy="20" r="10.5" {Line} stroke-width="2"/><path d="M17 14.8v10.4l8.6-5.2z" fill="#fff"/>"""),
        [StreamingService.AmazonMusic] = Tile("#25d1da",
            """<g fill="none" stroke="#06262b" stroke-linecap="round" stroke-linejoin="round"><path d="M9.5 23q10 8 20.5.5" stroke-width="2.6"/><path d="M26 22.3l4.5.4-1 4.3" stroke-width="2.2"/><path d="M15.5 16.5v-2.5M20 17.5v-7M24.5 16.5v-4" stroke-width="2.6"/></g>"""),
        [StreamingService.Tidal] = Tile("#000",
            """<path d="M12 12l4 4-4 4-4-4zM20 12l4 4-4 4-4-4zM28 12l4 4-4 4-4-4zM20 20l4 4-4 4-4-4z" fill="#fff"/>"""),
        [StreamingService.Deezer] = Tile("#a238ff",
            $"""<path d="M10.5 22v2M15.25 17v9M20 20v8M24.75 14v12M29.5 18v6" {Line} stroke-width="3.2"/>"""),
        [StreamingService.Pandora] = Tile("#3668ff",
            """<path d="M14 11h7.5a6.75 6.75 0 0 1 0 13.5H18.5V29H14z" fill="#fff"/>"""),
        [StreamingService.SoundCloud] = Tile("#f50",
            $"""<path d="M9 22v3M12.5 19.5v7M16 17v9.5" {Line} stroke-width="2"/><path d="M19 14.5a6 6 0 0 1 9 4.2a4.1 4.1 0 1 1 .6 8.3H19z" fill="#fff"/>"""),
        [StreamingService.Bandcamp] = Tile("#1d9fc3",
            """<path d="M15.5 13.5H33l-8.5 13H7z" fill="#fff"/>"""),
    }.ToFrozenDictionary();

    /// <summary>The mark as SVG; a plain note for a service that has none yet.</summary>
    public static string Of(StreamingService service) => s_glyphs.GetValueOrDefault(service) ?? s_other;

    private static string Tile(string color, string mark) =>
        $"""<svg viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false"><rect x=".5" y=".5" width="39" height="39" rx="11" fill="{color}" stroke="#fff" stroke-opacity=".16"/>{mark}</svg>""";
}
