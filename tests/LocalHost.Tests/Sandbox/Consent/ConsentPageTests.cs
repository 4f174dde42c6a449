using System.Net;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox.Consent;

/// <summary>The sandbox's consent pages: what they ask, what they refuse and whom they send where.</summary>
public sealed class ConsentPageTests
{
    public static TheoryData<string, string> Pages => new() { { "spotify", "user-library-modify" }, { "tidal", "collection.write" } };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task It_says_what_is_asked_for_and_comes_back_with_a_code(string service, string scope)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var page = Page(sandbox, service);
        var html = await sandbox.Http.GetStringAsync(page);
        Assert.Contains($"<code>{scope}</code>", html, StringComparison.Ordinal);
        Assert.Contains("value=\"ada\" checked", html, StringComparison.Ordinal);

        var back = await new FanBrowser(sandbox).AnswerAsync(page, "zoe");
        Assert.Equal((FanBrowser.State, "lnk"), (back["state"], back["for"]));
        Assert.True(back["code"].Length > 20);
        Assert.False(back.ContainsKey("error"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Who_cancels_comes_back_without(string service, string scope)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var back = await new FanBrowser(sandbox).AnswerAsync(Page(sandbox, service), "zoe", "cancel", scope);
        Assert.Equal(("access_denied", FanBrowser.State), (back["error"], back["state"]));
        Assert.False(back.ContainsKey("code"));
    }

    [Theory]
    [InlineData("client_id=sandbox-client", "client_id=somebody", "Invalid client")]
    [InlineData("redirect_uri=https", "redirect_uri=http", "Insecure redirect URI")]
    [InlineData("redirect_uri=https%3A%2F%2Flinks.example", "redirect_uri=http%3A%2F%2Flocalhost", "Insecure redirect URI")]
    [InlineData("redirect_uri=https%3A%2F%2Flinks.example", "redirect_uri=", "Insecure redirect URI")]
    public async Task Nobody_is_sent_where_the_app_may_not_be(string right, string wrong, string problem)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answer = await sandbox.Http.GetAsync(Page(sandbox, "spotify", right, wrong));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(problem, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("response_type=code", "response_type=token", "unsupported_response_type")]
    [InlineData("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request")]
    [InlineData("code_challenge=", "code_challenge=short%26", "invalid_request")]
    [InlineData("code_challenge=", "challenge=", "invalid_request")]
    [InlineData("scope=user-library-modify", "scope=user-library-modify%20everything", "invalid_scope")]
    [InlineData("scope=user-library-modify", "scope=", "invalid_scope")]
    public async Task A_wrong_question_goes_back_with_its_error(string right, string wrong, string error)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answer = await sandbox.Http.GetAsync(Page(sandbox, "spotify", right, wrong));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var back = FanBrowser.Read(answer.Headers.Location!);
        Assert.Equal((error, FanBrowser.State), (back["error"], back["state"]));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("all*")]
    [InlineData("")]
    public async Task A_name_that_is_none_is_asked_for_again(string name)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fields = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Page(sandbox, "spotify").Query).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()));
        using var form = new FormUrlEncodedContent([.. fields, new("other", name), new("answer", "agree")]);
        using var answer = await sandbox.Http.PostAsync(new Uri("spotify/accounts/authorize", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("role=alert", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_repeats_nothing_as_markup()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var html = await sandbox.Http.GetStringAsync(Page(sandbox, "tidal", "state=state%201%262", "state=%22%3E%3Cscript%3E"));
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains("&quot;&gt;&lt;script&gt;", html, StringComparison.Ordinal);
    }

    private static Uri Page(SandboxFixture sandbox, string service, string right = "", string wrong = "")
    {
        var address = sandbox.Fans(StreamingService.Parse(service)).Accounts.ConsentUrl(FanBrowser.Request).AbsoluteUri;
        Assert.Contains(right, address, StringComparison.Ordinal);
        return new Uri(right.Length == 0 ? address : address.Replace(right, wrong, StringComparison.Ordinal));
    }
}
