using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class SpoiltAnswerTests
{
    private const string Track = "deezer/track/isrc:USUM72409273";

    [Fact]
    public async Task A_truncated_answer_ends_before_its_announced_length()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "truncated": true, "times": 1 }""");

        using var response = await sandbox.Http.GetAsync(new Uri(Track, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var (buffer, read) = (new byte[100_000], 0);
        var problem = await Record.ExceptionAsync(async () =>
        {
            while (await body.ReadAsync(buffer.AsMemory(read)) is > 0 and var count)
            {
                read += count;
            }
        });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.IsAssignableFrom<IOException>(problem);
        Assert.Equal(response.Content.Headers.ContentLength / 2, read);
        Assert.Equal(2947516331, (long)(await sandbox.GetAsync(Track))["id"]!);
    }

    [Fact]
    public async Task A_hanging_answer_sends_headers_and_no_more()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "hang": true, "times": 1 }""");

        using (var response = await sandbox.Http.GetAsync(new Uri(Track, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
        {
            var body = response.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            // What came after it has been answered, and it still hangs.
            Assert.Null((await sandbox.GetAsync(Track))["error"]);
            Assert.False(body.IsCompleted);
        }
    }

    [Fact]
    public async Task A_hanging_answer_does_not_keep_the_sandbox_from_stopping()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "hang": true }""");
        using var response = await sandbox.Http.GetAsync(new Uri(Track, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await sandbox.Server.StopAsync(patience.Token);

        Assert.False(patience.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_for_people_comes_with_status_200()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "html": true }""");

        using var response = await sandbox.AskSpotifyAsync("tracks/2plbrEY59IikOBgBGLjaoe");

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Sign in", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_leads_to_another_authority_that_answers()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "redirect": true }""");
        using var careless = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = true }) { BaseAddress = sandbox.Server.BaseAddress };

        using var refused = await sandbox.Http.GetAsync(new Uri(Track, UriKind.Relative));
        using var followed = await careless.GetAsync(new Uri(Track, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Found, refused.StatusCode);
        Assert.Equal("localhost", refused.Headers.Location!.Host);
        Assert.Equal(SpoiltAnswer.ElsewherePath, followed.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("text/html", followed.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_wrong_shape_keeps_the_names_and_no_kind_of_value()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var right = await sandbox.GetAsync(Track);
        await sandbox.SetFaultsAsync("deezer", """{ "wrongShape": true }""");

        var wrong = await sandbox.GetAsync(Track);

        Assert.Equal(right.Select(property => property.Key), wrong.Select(property => property.Key));
        Assert.Equal(JsonValueKind.Number, wrong["isrc"]!.GetValueKind());
        Assert.Equal(JsonValueKind.String, wrong["id"]!.GetValueKind());
        Assert.Equal(JsonValueKind.Object, wrong["readable"]!.GetValueKind());
        Assert.Equal(JsonValueKind.Number, wrong["album"]!["title"]!.GetValueKind());
        Assert.Null(wrong["contributors"]!.AsArray()[^1]);
    }

    [Fact]
    public async Task A_wrong_shape_of_nothing_is_still_one()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "wrongShape": true }""");

        var nothing = await sandbox.GetAsync("deezer/search/track?q=nobody%20sings%20this");

        Assert.Equal(JsonValueKind.Object, nothing["data"]!.GetValueKind());
    }

    [Fact]
    public async Task Spoilt_answers_come_to_any_service_as_often_as_they_were_asked_for()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "html": { "times": 1 }, "malformed": { "times": 1 } }""");

        using var malformed = await sandbox.AskSpotifyAsync("tracks/2plbrEY59IikOBgBGLjaoe");
        using var html = await sandbox.AskSpotifyAsync("tracks/2plbrEY59IikOBgBGLjaoe");

        await Assert.ThrowsAnyAsync<JsonException>(() => malformed.Content.ReadFromJsonAsync<JsonObject>());
        Assert.Equal("text/html", html.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Die With A Smile", (string)(await sandbox.SpotifyAsync("tracks/2plbrEY59IikOBgBGLjaoe"))["name"]!);
    }
}
