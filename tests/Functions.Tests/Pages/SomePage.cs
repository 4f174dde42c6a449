using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Smartlinks.Functions.Pages;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Tests.Pages;

/// <summary>Pages for tests, and what a reader can ask of their HTML.</summary>
internal static partial class SomePage
{
    public static LinkPage Live(params StreamingService[] services) => new()
    {
        Slug = "k7m2q9x",
        Url = new Uri("https://go.example/k7m2q9x"),
        Title = "Glass Gardens",
        Artists = ["Nova Ray"],
        ArtworkPath = "/assets/artwork/abc.jpg",
        Phase = PagePhase.Live,
        Buttons = [.. services.Select(service => new PageButton(service, $"/k7m2q9x/{service}"))],
    };

    public static LinkPage Of(PagePhase phase) => Live(phase == PagePhase.Live ? [.. StreamingService.All] : []) with { Phase = phase };

    public static async Task<string> RenderAsync(LinkPage page) => Encoding.UTF8.GetString(await PageRenderer.RenderAsync(page));

    public static string Style(string html) => Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;

    /// <summary>Every start tag with its attributes, values decoded, in document order.</summary>
    public static IReadOnlyList<Tag> Tags(string html) =>
        [.. TagPattern().Matches(html.Replace(Style(html), "", StringComparison.Ordinal)).Select(match => new Tag(
            match.Groups["name"].Value.ToLower(CultureInfo.InvariantCulture),
            AttributePattern().Matches(match.Groups["attributes"].Value)
                .ToDictionary(pair => pair.Groups["name"].Value, pair => WebUtility.HtmlDecode(pair.Groups["value"].Value), StringComparer.Ordinal)))];

    /// <summary>The decoded text inside the first element of that name, markup taken out.</summary>
    public static string Text(string html, string element) =>
        WebUtility.HtmlDecode(Regex.Replace(Regex.Match(html, $"<{element}[ >].*?</{element}>", RegexOptions.Singleline).Value, "<[^>]*>", ""));

    public static string? Meta(string html, string name) => Tags(html)
        .Where(tag => tag.Name == "meta" && (tag["name"] ?? tag["property"]) == name)
        .Select(tag => tag["content"]).FirstOrDefault();

    [GeneratedRegex("""<(?<name>[A-Za-z][A-Za-z0-9]*)(?<attributes>(?:\s+[^\s=>/"]+(?:="[^"]*")?)*)\s*/?>""")]
    private static partial Regex TagPattern();

    [GeneratedRegex("""(?<name>[^\s=>/"]+)(?:="(?<value>[^"]*)")?""")]
    private static partial Regex AttributePattern();
}

internal sealed record Tag(string Name, IReadOnlyDictionary<string, string> Attributes)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}
