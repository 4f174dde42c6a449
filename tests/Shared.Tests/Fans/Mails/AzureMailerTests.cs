using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Support;

namespace Smartlinks.Tests.Fans.Mails;

/// <summary>Requests as Azure Communication Services' REST reference has them, and what becomes of each answer.</summary>
public sealed class AzureMailerTests
{
    private const string Key = "c2VjcmV0IGFjY2VzcyBrZXk=";

    private static readonly Mail s_mail = new(new Guid("8540c0de-899f-5cce-acb5-3ec493af3800"), EmailAddress.Parse("fan@mail.example"), "Out now: “A song”", "Plain & simple", "<p>Plain &amp; simple</p>", new Uri("https://links.example/presave/mail/stop/x"));

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_mail_is_sent_as_the_service_wants_it()
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Json("""{ "id": "x", "status": "Running" }""", 202));
        Assert.IsType<MailOutcome.Sent>(await SendAsync(far));
        var sent = Assert.Single(far.Sent);
        Assert.Equal(("POST", "https://label.communication.example/emails:send?api-version=2023-03-31"), (sent.Method, sent.Uri.AbsoluteUri));
        Assert.Equal("8540c0de-899f-5cce-acb5-3ec493af3800", sent.Headers["Operation-Id"]);
        using var json = JsonDocument.Parse(sent.Body);
        var message = json.RootElement;
        Assert.Equal("music@label.example", message.GetProperty("senderAddress").GetString());
        Assert.Equal("fan@mail.example", message.GetProperty("recipients").GetProperty("to")[0].GetProperty("address").GetString());
        Assert.Equal((s_mail.Subject, s_mail.PlainText, s_mail.Html), (Content("subject"), Content("plainText"), Content("html")));
        Assert.Equal("<https://links.example/presave/mail/stop/x>", message.GetProperty("headers").GetProperty("List-Unsubscribe").GetString());
        Assert.Equal("List-Unsubscribe=One-Click", message.GetProperty("headers").GetProperty("List-Unsubscribe-Post").GetString());
        Assert.True(message.GetProperty("userEngagementTrackingDisabled").GetBoolean());

        string? Content(string name) => message.GetProperty("content").GetProperty(name).GetString();
    }

    [Fact]
    public async Task A_request_is_signed_over_method_path_date_host_and_body()
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Json("{}", 202));
        await SendAsync(far);
        var sent = far.Sent[0];
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(sent.Body)));
        Assert.Equal(("Fri, 20 Nov 2026 12:00:00 GMT", hash), (sent.Headers["x-ms-date"], sent.Headers["x-ms-content-sha256"]));
        using var hmac = new HMACSHA256(Convert.FromBase64String(Key));
        var signature = Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes($"POST\n/emails:send?api-version=2023-03-31\nFri, 20 Nov 2026 12:00:00 GMT;label.communication.example;{hash}")));
        Assert.Equal($"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}", sent.Authorization);
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(400, false)]
    [InlineData(404, true)]
    [InlineData(200, true)]
    [InlineData(302, true)]
    [InlineData(413, false)]
    public async Task What_can_pass_is_tried_again(int status, bool again)
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Json("""{ "error": { "code": "Some.Code", "message": "about fan@mail.example" } }""", status));
        var outcome = await SendAsync(far);
        Assert.Equal(again ? new MailOutcome.TryAgain($"http{status} SomeCode", null) : new MailOutcome.Refused($"http{status} SomeCode"), outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{ "error": "x" }""")]
    public async Task An_error_without_a_code_is_told_by_its_status(string body)
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Json(body, 503));
        Assert.Equal(new MailOutcome.TryAgain("http503", null), await SendAsync(far));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("86400", 3600)]
    [InlineData("Fri, 20 Nov 2026 12:01:00 GMT", 60)]
    public async Task It_waits_as_it_was_told_within_an_hour(string header, int seconds)
    {
        using var far = new ScriptedHttp((_, _) =>
        {
            var answer = ScriptedHttp.Json("{}", 429);
            answer.Headers.TryAddWithoutValidation("Retry-After", header);
            return answer;
        });
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<MailOutcome.TryAgain>(await SendAsync(far)).RetryAfter);
    }

    [Fact]
    public async Task No_connection_and_no_answer_are_tried_again()
    {
        using var gone = new ScriptedHttp((SentRequest _, int _) => throw new HttpRequestException("Arranged."));
        Assert.Equal(new MailOutcome.TryAgain("unreachable", null), await SendAsync(gone));
        using var silent = new ScriptedHttp(async (_, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return new HttpResponseMessage(HttpStatusCode.Accepted);
        });
        var sending = SendAsync(silent);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new MailOutcome.TryAgain("timeout", null), await sending);
    }

    [Theory]
    [InlineData("endpoint=https://label.example/", "accesskey")]
    [InlineData("accesskey=c2VjcmV0", "endpoint")]
    [InlineData("endpoint=http://label.example/;accesskey=c2VjcmV0", "https")]
    [InlineData("endpoint=label;accesskey=c2VjcmV0", "endpoint")]
    [InlineData("endpoint=https://label.example/;accesskey=not-base64!", "accesskey")]
    [InlineData("c2VjcmV0", "pairs")]
    public void A_connection_string_that_cannot_work_is_refused_without_repeating_it(string text, string says)
    {
        var refused = Assert.Throws<FormatException>(() => CommunicationAccount.Parse(text));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-base64!", refused.Message, StringComparison.Ordinal);
    }

    private async Task<MailOutcome> SendAsync(ScriptedHttp far)
    {
        using var http = far.NewClient();
        return await new AzureMailer(http, CommunicationAccount.Parse($"endpoint=https://label.communication.example/;accesskey={Key}"), "music@label.example", _time).SendAsync(s_mail, default);
    }
}
