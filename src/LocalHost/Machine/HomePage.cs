using System.Net;
using System.Text;

namespace Smartlinks.LocalHost.Machine;

/// <summary>What <c>GET /</c> shows on this machine, where the real host has its default page.</summary>
public sealed class HomePage
{
    public IReadOnlyList<DemoLink> Links { get; set; } = [];

    public string Write()
    {
        var html = new StringBuilder("""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Smartlinks on this machine</title>
            <style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:10vh auto;padding:0 1.5rem;color-scheme:light dark}li{margin:.4rem 0}</style></head>
            <body><main><h1>Smartlinks is up</h1><p>The links of the demo organization:</p><ul>
            """);
        foreach (var link in Links) html.Append(System.Globalization.CultureInfo.InvariantCulture, $"<li><a href=\"{WebUtility.HtmlEncode(link.Url)}\">{WebUtility.HtmlEncode(link.Title)}</a></li>");
        return html.Append("</ul></main></body></html>").ToString();
    }
}
