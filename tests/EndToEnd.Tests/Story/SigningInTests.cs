using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;

namespace Smartlinks.EndToEnd.Tests.Story;

/// <summary>People sign in at the sandbox's provider, in a browser of their own, and meet in the demo organization.</summary>
[Collection(nameof(RunningLocalHost))]
public sealed class SigningInTests(RunningLocalHost running)
{
    [Fact]
    public async Task The_owner_signs_in_invites_and_the_invited_makes_a_link_until_the_owner_says_otherwise()
    {
        using var owner = await SignInAsync("owner");
        var organization = running.Host.Api.OrganizationPath;
        Assert.Equal("owner", (await owner.GetFromJsonAsync<JsonElement>(Path(organization))).Text("role"));
        var invitation = await SendAsync(owner, HttpMethod.Post, organization + "/invitations", new { role = "member" }, HttpStatusCode.Created);

        using var artist = await SignInAsync("artist");
        using var closed = await artist.GetAsync(Path(running.Host.Api.LinksPath));
        Assert.Equal(HttpStatusCode.Forbidden, closed.StatusCode);
        using var form = new HttpRequestMessage(HttpMethod.Post, invitation.Text("url")) { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = await TokenAsync(artist) }) };
        form.Headers.Add("Origin", Origin);
        using var joined = await artist.SendAsync(form);
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        await SendAsync(artist, HttpMethod.Post, running.Host.Api.LinksPath, new { isrc = "GBDUW0000059" }, HttpStatusCode.Created);

        var me = await artist.GetFromJsonAsync<JsonElement>(Path("/api/me"));
        await SendAsync(owner, HttpMethod.Delete, $"{organization}/members/{me.GetProperty("person").Text("id")}", null, HttpStatusCode.NoContent);
        await SendAsync(artist, HttpMethod.Post, running.Host.Api.LinksPath, new { isrc = "GBDUW0000059" }, HttpStatusCode.Forbidden);
        await SendAsync(artist, HttpMethod.Post, "/auth/sign-out", null, HttpStatusCode.NoContent);
        using var after = await artist.GetAsync(Path("/api/me"));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    private string Origin => running.Host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static Uri Path(string path) => new(path, UriKind.Relative);

    /// <summary>A browser in which the persona is signed in.</summary>
    private async Task<HttpClient> SignInAsync(string persona)
    {
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = running.Host.Http.BaseAddress };
        using var page = await browser.GetAsync(Path("/auth/sign-in"));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var asked = page.RequestMessage!.RequestUri!;
        var query = HttpUtility.ParseQueryString(asked.Query);
        var fields = query.AllKeys.ToDictionary(name => name!, name => query[name]!);
        (fields["persona"], fields["answer"]) = (persona, "agree");
        using var back = await browser.PostAsync(new Uri(asked.GetLeftPart(UriPartial.Path)), new FormUrlEncodedContent(fields));
        Assert.Equal((HttpStatusCode.OK, "/auth/account"), (back.StatusCode, back.RequestMessage!.RequestUri!.AbsolutePath));
        return browser;
    }

    private static async Task<string> TokenAsync(HttpClient browser) => (await browser.GetFromJsonAsync<JsonElement>(Path("/api/me"))).Text("antiForgeryToken");

    private async Task<JsonElement> SendAsync(HttpClient browser, HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("X-Anti-Forgery-Token", await TokenAsync(browser));
        using var answer = await browser.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
