using System.Net;
using System.Text.RegularExpressions;

namespace Smartlinks.StreamingServices.ShareLinks;

/// <summary>Finds in a page, which a share host may answer instead of forwarding, the address the page says it is of.</summary>
public static partial class SharePage
{
    /// <summary>The item all of a page's <c>og:url</c> and <c>canonical</c> name: one of <paramref name="service"/>'s own. Null when none does, or they disagree.</summary>
    public static ServiceItem? FindItem(string html, StreamingService service)
    {
        ServiceItem? found = null;
        foreach (Match tag in Tag().Matches(html))
        {
            var attributes = Attribute().Matches(tag.Value).DistinctBy(each => each.Groups["name"].Value.ToLowerInvariant()).ToDictionary(each => each.Groups["name"].Value.ToLowerInvariant(), each => WebUtility.HtmlDecode(each.Groups["value"].Value));
            var address = attributes.GetValueOrDefault("property") == "og:url" || attributes.GetValueOrDefault("name") == "og:url" ? attributes.GetValueOrDefault("content")
                : string.Equals(attributes.GetValueOrDefault("rel"), "canonical", StringComparison.OrdinalIgnoreCase) ? attributes.GetValueOrDefault("href")
                : null;
            if (!DestinationUrl.TryParse(service, address, out var url, out _) || !ServiceItem.TryRead(url, out var item)) continue;
            if (found is not null && found != item) return null;
            found = item;
        }

        return found;
    }

    [GeneratedRegex("<(?:meta|link)\\s[^<>]{1,4000}>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("(?<name>[A-Za-z:-]{1,40})\\s*=\\s*(?:\"(?<value>[^\"]*)\"|'(?<value>[^']*)')", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();
}
