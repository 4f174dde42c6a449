using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Smartlinks.Functions.People;

namespace Smartlinks.Tests.Functions.People;

/// <summary>A member's browser: keeps cookies, follows nothing by itself, and names its origin with what it posts.</summary>
internal sealed partial class PersonBrowser(AppFixture app)
{
    public const string Origin = "https://links.example";

    private static readonly HttpClient s_provider = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public Dictionary<string, string> Cookies { get; } = [];

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostFormAsync(string path, Dictionary<string, string> fields, string origin = Origin) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), origin.Length == 0 ? [] : [("Origin", origin)]);

    /// <summary>Asks the API as a page of this site does.</summary>
    public async Task<Answer> ApiAsync(HttpMethod method, string path, object? body = null, string? token = null, string origin = Origin, params (string, string)[] more)
    {
        token ??= method == HttpMethod.Get ? "" : await TokenAsync();
        var text = body as string ?? (body is null ? null : JsonSerializer.Serialize(body));
        return await SendAsync(method, path, text is null ? null : new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
            [("Accept", "application/json"), .. origin.Length > 0 ? new[] { ("Origin", origin) } : [], .. token.Length > 0 ? new[] { (AntiForgery.Header, token) } : [], .. more]);
    }

    public async Task<string> TokenAsync() => (await GetAsync("/api/me", ("Accept", "application/json"))).Json.GetProperty("antiForgeryToken").GetString()!;

    /// <summary>The address at the provider that the browser is sent to.</summary>
    public async Task<Uri> BeginAsync(string back = "/auth/account")
    {
        var answer = await GetAsync($"/auth/sign-in?return={Uri.EscapeDataString(back)}");
        Assert.True(answer.Status == 302, answer.ToString());
        return new Uri(answer["Location"]!);
    }

    /// <summary>Chooses a persona at the provider; gives the path and query of the way back.</summary>
    public static async Task<string> ConsentAsync(Uri asked, string persona, string answer = "agree")
    {
        var query = HttpUtility.ParseQueryString(asked.Query);
        var fields = query.AllKeys.ToDictionary(name => name!, name => query[name]!);
        (fields["persona"], fields["answer"]) = (persona, answer);
        using var content = new FormUrlEncodedContent(fields);
        using var response = await s_provider.PostAsync(asked.GetLeftPart(UriPartial.Path), content);
        Assert.Equal(303, (int)response.StatusCode);
        return response.Headers.Location!.PathAndQuery;
    }

    public async Task<Answer> SignInAsync(string persona, string back = "/auth/account") => await GetAsync(await ConsentAsync(await BeginAsync(back), persona));

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        var cookies = string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-Forwarded-Proto"] = "https", ["X-Forwarded-Host"] = "links.example", ["Accept"] = "text/html" };
        if (cookies.Length > 0) all["Cookie"] = cookies;
        foreach (var (name, value) in headers) all[name] = value;
        var answer = await app.SendAsync(method, path, content, [.. all.Where(header => header.Value.Length > 0).Select(header => (header.Key, header.Value))]);
        foreach (Match cookie in Cookie().Matches(answer["Set-Cookie"] ?? ""))
        {
            if (cookie.Groups["value"].Length == 0) Cookies.Remove(cookie.Groups["name"].Value);
            else Cookies[cookie.Groups["name"].Value] = cookie.Groups["value"].Value;
        }

        return answer;
    }

    [GeneratedRegex("(?<name>__Host-smartlinks|sl_sign_in\\.[^=;, ]+)=(?<value>[^;]*);")]
    private static partial Regex Cookie();
}
