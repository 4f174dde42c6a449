using System.Globalization;
using System.Net;
using System.Text;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Libraries;

/// <summary>A fan's library for a person with a browser.</summary>
public static class LibraryPage
{
    public static Task WriteAsync(HttpContext context, StreamingService service, string fan, IReadOnlyList<LibraryEntry> entries, Catalogue catalogue)
    {
        var title = Text($"{fan}’s library at {service.Name}");
        var html = new StringBuilder("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>").Append(title)
            .Append("</title><style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{text-align:start;padding:.2rem 1rem .2rem 0;vertical-align:top}</style><h1>").Append(title).Append("</h1>");
        if (entries.Count == 0) html.Append("<p>Nothing yet.</p>");
        else html.Append("<table><tr><th>What<th>Title<th>Id<th>Since<th>Added");
        foreach (var entry in entries)
        {
            html.Append("<tr><td>").Append(entry.Item.Kind).Append("<td>").Append(Text(TitleOf(catalogue, service, entry.Item) ?? "")).Append("<td><code>").Append(Text(entry.Item.Id)).Append("</code><td>")
                .Append(Text(entry.AddedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture))).Append("<td>").Append(entry.Times == 1 ? "once" : $"{entry.Times} times");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }

    /// <summary>Null for what the catalogue does not have, and for artists.</summary>
    public static string? TitleOf(Catalogue catalogue, StreamingService service, LibraryItem item) => item.Kind switch
    {
        LibraryKind.Track when catalogue.TryGetTrack(service, item.Id, out var track) => $"{track.TitleWithVersion} – {string.Join(", ", track.Artists)}",
        LibraryKind.Album when catalogue.TryGetAlbum(service, item.Id, out var album) => $"{album.Title} – {string.Join(", ", album.Artists)}",
        _ => null,
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
