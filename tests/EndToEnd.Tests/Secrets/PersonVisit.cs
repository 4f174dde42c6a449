using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>A person in a browser, by HTTP: signs in at the sandbox's provider and uses the API with the session. Keeps the app's cookies.</summary>
/// <param name="app">To the app; follows nothing and keeps no cookies by itself.</param>
/// <param name="provider">To the provider.</param>
internal sealed class PersonVisit(HttpClient app, HttpClient provider)
{
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>All that the app ever set, by name.</summary>
    public List<(string Name, string Value)> Cookies { get; } = [];

    private string Origin => app.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public async Task SignInAsync(string persona)
    {
        var asked = (await SendAsync(HttpMethod.Get, "/auth/sign-in")).Location!;
        var query = HttpUtility.ParseQueryString(asked.Query);
        var fields = query.AllKeys.ToDictionary(name => name!, name => query[name]!);
        (fields["persona"], fields["answer"]) = (persona, "agree");
        using var back = await provider.PostAsync(new Uri(asked.GetLeftPart(UriPartial.Path)), new FormUrlEncodedContent(fields));
        var inside = await SendAsync(HttpMethod.Get, back.Headers.Location!.PathAndQuery);
        Assert.True(inside.Status is HttpStatusCode.Found or HttpStatusCode.SeeOther, $"{(int)inside.Status} {inside.Body}");
    }

    public async Task<JsonElement> MeAsync() => JsonDocument.Parse((await SendAsync(HttpMethod.Get, "/api/me")).Body).RootElement;

    /// <summary>A write with the session's own token.</summary>
    public async Task<JsonElement> WriteAsync(string path, object? body, HttpStatusCode expected)
    {
        var answer = await SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), (await MeAsync()).Text("antiForgeryToken"));
        Assert.True(expected == answer.Status, $"{path}: {(int)answer.Status} {answer.Body}");
        return answer.Body.Length == 0 ? default : JsonDocument.Parse(answer.Body).RootElement;
    }

    public async Task<(HttpStatusCode Status, Uri? Location, string Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (method != HttpMethod.Get) request.Headers.Add("Origin", Origin);
        if (token is not null) request.Headers.Add("X-Anti-Forgery-Token", token);
        using var answer = await app.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var given) ? given : []) Keep(cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
        return (answer.StatusCode, answer.Headers.Location, await answer.Content.ReadAsStringAsync());
    }

    private void Keep(string cookie)
    {
        var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)], cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        if (value.Length == 0) _cookies.Remove(name);
        else Cookies.Add((name, _cookies[name] = value));
    }
}
