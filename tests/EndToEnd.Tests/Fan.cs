using System.Net;

namespace Smartlinks.EndToEnd.Tests;

/// <summary>A fan's browser as far as HTTP goes: a User-Agent, and the one cookie once it was given.</summary>
public sealed class Fan(HttpClient http, string? userAgent = Fan.Phone)
{
    public const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
    public const string Desktop = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    public const string Tablet = "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Safari/604.1";
    public const string Crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    /// <summary>Such as <c>sl_service=spotify</c>; null: none yet, or taken back.</summary>
    public string? Cookie { get; private set; }

    public async Task<Seen> OpenAsync(string path, params (string Name, string Value)[] headers) => await SendAsync(HttpMethod.Get, path, headers);

    public async Task<Seen> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (userAgent is not null) request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (Cookie is not null) request.Headers.TryAddWithoutValidation("Cookie", Cookie);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        var given = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null;
        if (given is not null) Cookie = given.Contains("Max-Age=0;", StringComparison.Ordinal) ? null : given[..given.IndexOf(';', StringComparison.Ordinal)];
        return new Seen(answer.StatusCode, answer.Headers.Location?.OriginalString, given, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>What a fan got.</summary>
/// <param name="Location">As sent, not resolved.</param>
public sealed record Seen(HttpStatusCode Status, string? Location, string? SetCookie, string Body);
