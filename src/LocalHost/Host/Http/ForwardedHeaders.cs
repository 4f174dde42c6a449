using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Smartlinks.LocalHost.Host;

/// <summary>Which headers pass, which are dropped, and which the host sets itself, as its reverse proxy does it.</summary>
internal static class ForwardedHeaders
{
    private static readonly FrozenSet<string> Dropped = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        // Hop by hop (RFC 9110 §7.6.1, RFC 2616 §13.5.1).
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Alt-Svc", "HTTP2-Settings",
        // Answered by this server already.
        "Expect",
        // Set anew below, or not at all.
        "Host", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix",
        "X-Azure-Functions-InvocationId", "X-Azure-Functions-HostVersion", "x-ms-invocation-id");

    public static void CopyRequest(HttpRequest from, HttpRequestMessage to, string invocationId)
    {
        var connectionOptions = from.Headers.Connection;
        foreach (var (name, values) in from.Headers)
        {
            if (!Dropped.Contains(name) && !IsNamedIn(connectionOptions, name))
                Add(to, name, values);
        }
        var headers = to.Headers;
        headers.TryAddWithoutValidation("X-Forwarded-For", PeerOf(from.HttpContext.Connection.RemoteIpAddress));
        if (from.Headers.Host is [{ Length: > 0 } host, ..])
            headers.TryAddWithoutValidation("X-Forwarded-Host", host);
        headers.TryAddWithoutValidation("X-Forwarded-Proto", SchemeOf(from));
        headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", invocationId);
        headers.TryAddWithoutValidation("X-Azure-Functions-HostVersion", HostVersion.Value);
        headers.TryAddWithoutValidation("x-ms-invocation-id", invocationId);
    }

    public static void CopyResponse(HttpResponseMessage from, HttpResponse to)
    {
        foreach (var (name, values) in from.Headers.NonValidated)
        {
            if (!IsHopByHop(name))
                to.Headers[name] = ToStringValues(values);
        }
        foreach (var (name, values) in from.Content.Headers.NonValidated)
            to.Headers[name] = ToStringValues(values);
    }

    private static bool IsHopByHop(string name) => name.Length is 2 or 7 or 10 or 16 or 17 or 18 && name.ToUpperInvariant()
        is "TE" or "TRAILER" or "UPGRADE" or "CONNECTION" or "KEEP-ALIVE" or "PROXY-CONNECTION" or "TRANSFER-ENCODING" or "PROXY-AUTHENTICATE";

    private static void Add(HttpRequestMessage to, string name, StringValues values)
    {
        if (values.Count == 1)
        {
            if (!to.Headers.TryAddWithoutValidation(name, values[0]))
                ContentOf(to).Headers.TryAddWithoutValidation(name, values[0]);
        }
        else if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
        {
            ContentOf(to).Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }

    // An empty body has a type too.
    private static HttpContent ContentOf(HttpRequestMessage request) => request.Content ??= new ByteArrayContent([]);

    // What the caller's Connection header names goes no further than this hop.
    private static bool IsNamedIn(StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            if (value is not null && value.Length > name.Length - 1 && !value.Equals("keep-alive", StringComparison.OrdinalIgnoreCase)
                && value.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static string PeerOf(IPAddress? peer) => peer is null || peer.Equals(IPAddress.Loopback) ? "127.0.0.1" : peer.ToString();

    // The host takes the scheme from the front end that came before it: the last entry.
    private static string SchemeOf(HttpRequest request)
    {
        if (request.Headers["X-Forwarded-Proto"] is not [.., { Length: > 0 } given])
            return request.Scheme;
        var last = given[(given.LastIndexOf(',') + 1)..].Trim();
        return last.Length > 0 ? last : request.Scheme;
    }

    private static StringValues ToStringValues(System.Net.Http.Headers.HeaderStringValues values) =>
        values.Count == 1 ? values.ToString() : new StringValues([.. values]);
}
