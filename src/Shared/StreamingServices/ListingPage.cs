using System.Net;
using System.Text;
using System.Text.Json;

namespace Smartlinks.StreamingServices;

/// <summary>
/// What a service's listening page says of itself to machines: the JSON-LD in its head and its Open Graph properties. Found by walking over tags once,
/// start to end, so that what stands inside a comment, an attribute, or another script is never taken for a part of the page.
/// </summary>
/// <param name="LinkedData">The JSON objects of all <c>application/ld+json</c> scripts; broken ones are left out.</param>
/// <param name="OpenGraph">The first value of each <c>og:…</c> property.</param>
public sealed record ListingPage(IReadOnlyList<JsonElement> LinkedData, IReadOnlyDictionary<string, string> OpenGraph)
{
    private const int MostScripts = 20;
    private const int MostProperties = 50;

    /// <summary>Elements whose content is text, whatever it looks like.</summary>
    private static readonly string[] s_rawText = ["script", "style", "textarea", "title", "noscript", "template", "iframe", "xmp", "noembed", "noframes"];

    public static ListingPage Read(byte[] page)
    {
        var (html, at) = (Encoding.UTF8.GetString(page), 0);
        var (linked, properties) = (new List<JsonElement>(), new Dictionary<string, string>(StringComparer.Ordinal));
        while ((at = html.IndexOf('<', at)) >= 0)
        {
            if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0)
            {
                at = EndOf(html, "-->", at + 4);
                continue;
            }

            if (ReadTag(html, ref at) is not { } tag) continue;
            if (tag.Name == "meta" && properties.Count < MostProperties && tag.Find("property") is { } property && property.StartsWith("og:", StringComparison.Ordinal) && tag.Find("content") is { } content)
                properties.TryAdd(property, content);
            if (!s_rawText.Contains(tag.Name)) continue;

            var end = html.IndexOf("</" + tag.Name, at, StringComparison.OrdinalIgnoreCase);
            if (end < 0) break;
            if (tag.Name == "script" && linked.Count < MostScripts && string.Equals(tag.Find("type")?.Trim(), "application/ld+json", StringComparison.OrdinalIgnoreCase))
                AddObjects(linked, html.AsMemory(at, end - at));
            at = end + 2;
        }

        return new ListingPage(linked, properties);
    }

    private static void AddObjects(List<JsonElement> linked, ReadOnlyMemory<char> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.Child("@graph") is { ValueKind: JsonValueKind.Array } graph) root = graph;
            IEnumerable<JsonElement> items = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : [root];
            linked.AddRange(items.Where(item => item.ValueKind == JsonValueKind.Object).Take(MostScripts).Select(item => item.Clone()));
        }
        catch (JsonException)
        {
            // A page may carry a broken script beside a good one.
        }
    }

    /// <summary>Reads the start tag at <paramref name="at"/> and moves behind it; null for end tags and what is no tag.</summary>
    private static Tag? ReadTag(string html, ref int at)
    {
        var start = ++at;
        while (at < html.Length && char.IsAsciiLetterOrDigit(html[at])) at++;
        if (at == start || !char.IsAsciiLetter(html[start])) return null;
        var tag = new Tag(html[start..at].ToLowerInvariant());
        while (at < html.Length && html[at] != '>')
        {
            if (char.IsWhiteSpace(html[at]) || html[at] == '/') at++;
            else ReadAttribute(html, ref at, tag);
        }

        if (at < html.Length) at++;
        return tag;
    }

    private static void ReadAttribute(string html, ref int at, Tag tag)
    {
        var start = at++;
        while (at < html.Length && html[at] is not ('=' or '>' or '/') && !char.IsWhiteSpace(html[at])) at++;
        var name = html[start..at].ToLowerInvariant();
        var equals = at;
        while (equals < html.Length && char.IsWhiteSpace(html[equals])) equals++;
        if (equals >= html.Length || html[equals] != '=') return;
        at = equals + 1;
        while (at < html.Length && char.IsWhiteSpace(html[at])) at++;
        if (at >= html.Length) return;

        int from = at, to;
        if (html[at] is '"' or '\'')
        {
            (from, to) = (at + 1, html.IndexOf(html[at], at + 1));
            if (to < 0) to = html.Length;
            at = Math.Min(html.Length, to + 1);
        }
        else
        {
            while (at < html.Length && html[at] != '>' && !char.IsWhiteSpace(html[at])) at++;
            to = at;
        }

        if (to - from <= ServiceAnswer.MostText * 4) tag.Add(name, WebUtility.HtmlDecode(html[from..to]));
    }

    private static int EndOf(string html, string text, int from) => html.IndexOf(text, from, StringComparison.Ordinal) is >= 0 and var at ? at + text.Length : html.Length;

    private sealed class Tag(string name)
    {
        private readonly List<(string Name, string Value)> _attributes = [];

        public string Name => name;

        public void Add(string attribute, string value)
        {
            if (_attributes.Count < MostProperties) _attributes.Add((attribute, value));
        }

        public string? Find(string attribute) => _attributes.FirstOrDefault(pair => pair.Name == attribute).Value;
    }
}
