using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace Smartlinks.EndToEnd.Tests.PreSaves;

/// <summary>What a browser got of the app.</summary>
/// <param name="Location">As sent.</param>
internal sealed record FanPageSeen(HttpStatusCode Status, string? Location, string Body);

/// <summary>A fan with a browser, by HTTP: keeps the app's cookies by their path, and says at a service's own page who they are.</summary>
/// <param name="app">To the app; follows nothing and keeps no cookies by itself.</param>
/// <param name="services">To the services' own pages.</param>
internal sealed partial class FanBrowser(HttpClient app, HttpClient services, Uri sandbox, string name)
{
    private readonly Dictionary<string, (string Value, string Path)> _cookies = [];

    public string Name { get; } = name;

    /// <summary>The pass in the app's cookie; null: the app gave none.</summary>
    public string? Pass => _cookies.TryGetValue("sl_fan", out var cookie) ? cookie.Value : null;

    public Task<FanPageSeen> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<FanPageSeen> PostAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>The whole way, from the form to the page that says it is queued.</summary>
    public async Task<FanPageSeen> PreSaveAsync(string slug, string service, params (string Name, string Value)[] fields)
    {
        var back = service == "apple-music" ? await PreSaveByMusicKitAsync(slug, fields) : await GetAsync(await AgreeAsync(await BeginAsync(slug, service, fields)));
        return back.Status == HttpStatusCode.SeeOther && back.Location!.StartsWith("/presave/mine", StringComparison.Ordinal) ? await GetAsync(back.Location) : back;
    }

    /// <summary>Where the app sends the fan to.</summary>
    public async Task<Uri> BeginAsync(string slug, string service, params (string Name, string Value)[] fields)
    {
        var begun = await PostAsync($"/presave/{slug}/{service}", fields);
        return begun.Status == HttpStatusCode.SeeOther ? new Uri(begun.Location!) : throw new InvalidOperationException($"{Name} could not begin at {service}: {(int)begun.Status} {begun.Body}");
    }

    /// <summary>Answers the service's page. Where it sends the browser, as path and query of the app.</summary>
    public async Task<string> AgreeAsync(Uri consent, string answer = "agree")
    {
        var asked = HttpUtility.ParseQueryString(consent.Query);
        var fields = asked.AllKeys.Select(key => KeyValuePair.Create(key!, asked[key]!)).Append(new("other", Name)).Append(new("answer", answer));
        using var gone = await services.PostAsync(new Uri(consent.GetLeftPart(UriPartial.Path)), new FormUrlEncodedContent(fields));
        return gone.StatusCode == HttpStatusCode.SeeOther ? gone.Headers.Location!.PathAndQuery : throw new InvalidOperationException($"{consent}: {await gone.Content.ReadAsStringAsync()}");
    }

    /// <summary>As MusicKit in the page does it: its window gives the page a token, and the page's form brings it.</summary>
    private async Task<FanPageSeen> PreSaveByMusicKitAsync(string slug, (string Name, string Value)[] fields)
    {
        var page = await GetAsync($"/presave/{slug}/apple-music");
        var developer = WebUtility.HtmlDecode(DeveloperToken().Match(page.Body).Groups["token"].Value);
        var known = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { thirdPartyName = "Smartlinks", thirdPartyToken = developer }));
        using var window = await services.PostAsync(new Uri(sandbox, "apple-music/woa"),
            new FormUrlEncodedContent([new("a", known), new("referrer", app.BaseAddress!.GetLeftPart(UriPartial.Authority)), new("other", Name), new("answer", "agree")]));
        var token = UserToken().Match(await window.Content.ReadAsStringAsync()).Groups["token"].Value;
        return await PostAsync($"/presave/{slug}/apple-music", [.. fields, ("token", Regex.Unescape(token))]);
    }

    private async Task<FanPageSeen> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("User-Agent", Fan.Phone);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        if (method == HttpMethod.Post) request.Headers.TryAddWithoutValidation("Origin", app.BaseAddress!.GetLeftPart(UriPartial.Authority));
        var cookies = string.Join("; ", _cookies.Where(cookie => path.StartsWith(cookie.Value.Path, StringComparison.Ordinal)).Select(cookie => $"{cookie.Key}={cookie.Value.Value}"));
        if (cookies.Length > 0) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        using var answer = await app.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var given) ? given : []) Keep(cookie);
        return new FanPageSeen(answer.StatusCode, answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync());
    }

    private void Keep(string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (parts[0].Split('=', 2)[0], parts[0].Split('=', 2)[1]);
        if (value.Length == 0) _cookies.Remove(name);
        else _cookies[name] = (value, parts.First(part => part.StartsWith("path=", StringComparison.OrdinalIgnoreCase))["path=".Length..]);
    }

    [GeneratedRegex("data-musickit=\"(?<token>[^\"]+)\"")]
    private static partial Regex DeveloperToken();

    [GeneratedRegex("\"params\":\\[\"(?<token>[^\"]+)\"")]
    private static partial Regex UserToken();
}
