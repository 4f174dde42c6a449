namespace Smartlinks.Clicks;

/// <summary>The utm_* tags of a request; null where absent or empty.</summary>
public readonly record struct UtmTags(string? Source, string? Medium, string? Campaign);

/// <summary>Reads from a request what is counted with a click. Nothing here fails: what cannot be read is absent.</summary>
public static class VisitorFacts
{
    /// <summary>
    /// Host of a Referer, lower case, without port; <c>www.</c> stays. Null when there is none, or it is
    /// <paramref name="ownHost"/> (with or without a port) itself. App referrers (<c>android-app://…</c>) give the app's name.
    /// </summary>
    public static string? ReferrerHost(string? referer, string? ownHost)
    {
        if (string.IsNullOrEmpty(referer) || referer.Length > 8192 || !Uri.TryCreate(referer, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https" or "android-app" or "ios-app") || uri.Host.Length == 0)
        {
            return null;
        }
        string host = uri.Host.ToLowerInvariant();
        return IsSameHost(host, ownHost) ? null : host;
    }

    /// <summary>The first of each tag in a query string with or without its question mark; names in any case, values decoded and cut to 100 characters.</summary>
    public static UtmTags Utm(ReadOnlySpan<char> query)
    {
        UtmTags tags = default;
        if (query.IndexOf("utm_", StringComparison.OrdinalIgnoreCase) < 0)
            return tags;
        if (query[0] == '?')
            query = query[1..];
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            int equals = pair.IndexOf('=');
            if (equals < 0)
                continue;
            var name = pair[..equals];
            var value = pair[(equals + 1)..];
            if (name.Equals("utm_source", StringComparison.OrdinalIgnoreCase))
                tags = tags with { Source = tags.Source ?? Decode(value) };
            else if (name.Equals("utm_medium", StringComparison.OrdinalIgnoreCase))
                tags = tags with { Medium = tags.Medium ?? Decode(value) };
            else if (name.Equals("utm_campaign", StringComparison.OrdinalIgnoreCase))
                tags = tags with { Campaign = tags.Campaign ?? Decode(value) };
        }
        return tags;
    }

    private static string? Decode(ReadOnlySpan<char> value)
    {
        string text = Uri.UnescapeDataString(value.ToString().Replace('+', ' ')).Trim();
        if (text.Length == 0)
            return null;
        if (text.Length <= Click.MaxTextLength)
            return text;
        // Not between the two halves of one character.
        return text[..(char.IsHighSurrogate(text[Click.MaxTextLength - 1]) ? Click.MaxTextLength - 1 : Click.MaxTextLength)];
    }

    private static bool IsSameHost(string host, string? own)
    {
        if (own is null)
            return false;
        int port = own.EndsWith(']') ? -1 : own.LastIndexOf(':');
        return host.AsSpan().Equals(port < 0 ? own : own.AsSpan(0, port), StringComparison.OrdinalIgnoreCase);
    }
}
