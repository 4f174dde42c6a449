using System.Buffers;
using System.Globalization;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// The origin fans see. The host replaces <c>Host</c> with the handler's own address, so the public one comes from configuration or from the
/// headers the host sets; never from <c>Host</c>.
/// </summary>
public sealed class PublicOrigin(AppOptions options)
{
    private static readonly SearchValues<char> s_hostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:[]");

    private readonly string? _configured = options.PublicUrl?.GetLeftPart(UriPartial.Authority);
    private readonly string? _hostHeader = options.HostHeader;

    /// <summary>Without a trailing slash.</summary>
    public string Of(HttpRequest request)
    {
        if (_configured is not null) return _configured;
        var host = HostOf(request);
        return IsHostName(host) ? $"{(IsHttps(request) ? "https" : "http")}://{host.ToLowerInvariant()}" : "http://localhost";
    }

    /// <summary>As the visitor asked for it, not checked: the front end's word where one is configured and said something, else the host's.</summary>
    public string HostOf(HttpRequest request) =>
        _hostHeader is not null && request.Headers[_hostHeader] is [{ Length: > 0 } told, ..] ? told : request.Headers["X-Forwarded-Host"].ToString();

    /// <summary>Whether the browser is at <c>http://</c> on this machine, where no cookie can be marked as secure.</summary>
    public bool IsPlain(HttpRequest request) => new Uri(Of(request)) is { Scheme: "http", IsLoopback: true };

    public static bool IsHttps(HttpRequest request) =>
        request.Headers["X-Forwarded-Proto"] is [{ } proto, ..] && proto.Equals("https", StringComparison.OrdinalIgnoreCase);

    /// <summary>A DNS name or address with an optional port: what may stand in an address we print.</summary>
    private static bool IsHostName(string host) =>
        host.Length is > 0 and <= 255 && !host.AsSpan().ContainsAnyExcept(s_hostCharacters) && Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && uri.PathAndQuery == "/" && string.Create(CultureInfo.InvariantCulture, $"{uri.Authority}").Equals(TrimDefaultPort(host), StringComparison.OrdinalIgnoreCase);

    private static string TrimDefaultPort(string host) => host.EndsWith(":80", StringComparison.Ordinal) ? host[..^3] : host;
}
