using System.Net;
using Smartlinks.Clicks;
using Smartlinks.Functions.Hosting;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>Who asks, as far as a visit wants to know: read from headers, never stored.</summary>
/// <param name="IsCounted">False for HEAD, prefetches and previews: they are answered and leave no trace.</param>
public readonly record struct Visitor(VisitorAgent Agent, bool IsCounted, string? Country, StreamingService? Remembered);

/// <summary>Reads visitors from requests.</summary>
public sealed class VisitorReader(VisitorTables tables, AppOptions options)
{
    /// <summary>The fan's remembered service; nothing else is in it.</summary>
    public const string CookieName = "sl_service";

    private readonly string[] _addressHeaders = [.. options.AddressHeaders];

    public Visitor Read(HttpRequest request)
    {
        var headers = request.Headers;
        var isCounted = HttpMethods.IsGet(request.Method) && !IsAhead(headers);
        return new Visitor(tables.Agents.Read(headers.UserAgent), isCounted, FindCountry(headers), Remembered(headers.Cookie));
    }

    /// <summary>Whether the browser fetches ahead of a fan who has not decided yet.</summary>
    private static bool IsAhead(IHeaderDictionary headers) =>
        Says(headers["Sec-Purpose"], "prefetch") || Says(headers["Purpose"], "prefetch") || Says(headers["X-Moz"], "prefetch")
        || Says(headers["X-Purpose"], "preview") || Says(headers["Purpose"], "preview");

    private static bool Says(Microsoft.Extensions.Primitives.StringValues header, string word) =>
        header.Count > 0 && header.ToString().Contains(word, StringComparison.OrdinalIgnoreCase);

    private string? FindCountry(IHeaderDictionary headers)
    {
        if (options.CountryHeader is { } name && headers[name] is [{ Length: 2 } code, ..] && char.IsAsciiLetter(code[0]) && char.IsAsciiLetter(code[1]))
            return code.ToUpperInvariant();
        foreach (var header in _addressHeaders)
        {
            if (headers[header] is not [{ Length: > 0 } value, ..]) continue;
            var comma = value.IndexOf(',', StringComparison.Ordinal);
            var text = (comma < 0 ? value.AsSpan() : value.AsSpan(0, comma)).Trim();
            if (IPAddress.TryParse(text, out var address)) return tables.Countries.Find(address);
            if (IPEndPoint.TryParse(text, out var endPoint)) return tables.Countries.Find(endPoint.Address);
        }

        return null;
    }

    private static StreamingService? Remembered(Microsoft.Extensions.Primitives.StringValues cookies)
    {
        if (cookies.Count == 0) return null;
        var text = cookies.Count == 1 ? cookies[0].AsSpan() : cookies.ToString().AsSpan();
        foreach (var part in text.SplitAny(';', ','))
        {
            var pair = text[part].Trim();
            if (pair.Length > CookieName.Length && pair[CookieName.Length] == '=' && pair.StartsWith(CookieName, StringComparison.Ordinal))
                return StreamingService.TryParse(pair[(CookieName.Length + 1)..].ToString(), out var service) ? service : null;
        }

        return null;
    }
}
