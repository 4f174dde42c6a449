using System.Net;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>Writes the listening pages of services that have no API.</summary>
public static class ListingHtml
{
    /// <param name="linkedData">Null: a page without.</param>
    public static Task WriteAsync(HttpContext context, int status, string title, string? type, JsonObject? linkedData, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var graph = type is null ? "" : $"""<meta property="og:title" content="{Text(title)}"><meta property="og:type" content="{type}">""";
        // JSON's own escapes of < and & keep a title from ending the script.
        var linked = linkedData is null ? "" : $"""<script type="application/ld+json">{linkedData.ToJsonString()}</script>""";
        return context.Response.WriteAsync(
            $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Text(title)}</title>{graph}{linked}</head><body><h1>{Text(title)}</h1>{body}</body></html>", context.RequestAborted);
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
