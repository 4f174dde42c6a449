using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using MailToSend = Smartlinks.Fans.Mails.Mail;

namespace Smartlinks.LocalHost.Tests.Sandbox.Mail;

/// <summary>The app's mailer on the sandbox's Azure Communication Services.</summary>
public sealed class MailSandboxTests
{
    private static readonly MailToSend s_mail = new(new Guid("8540c0de-899f-5cce-acb5-3ec493af3800"), EmailAddress.Parse("fan@mail.example"), "Out now: “<A song>”", "Plain & simple",
        "<p>Plain &amp; simple</p>", new Uri("https://links.example/presave/mail/stop/x"));

    [Fact]
    public async Task What_the_app_sends_lies_in_the_mailbox()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        Assert.IsType<MailOutcome.Sent>(await Mailer(sandbox).SendAsync(s_mail, default));
        Assert.IsType<MailOutcome.Sent>(await Mailer(sandbox).SendAsync(s_mail with { Id = new Guid("11111111-899f-5cce-acb5-3ec493af3800"), To = EmailAddress.Parse("other@mail.example") }, default));

        var mail = Assert.Single((await sandbox.GetAsync("mailbox/FAN@mail.example"))["items"]!.AsArray())!;

        Assert.Equal(("fan@mail.example", "music@smartlinks.example", s_mail.Subject), ((string)mail["to"]!, (string)mail["from"]!, (string)mail["subject"]!));
        Assert.Equal((s_mail.PlainText, s_mail.Html, $"{s_mail.Id}"), ((string)mail["plainText"]!, (string)mail["html"]!, (string)mail["id"]!));
        Assert.Equal("<https://links.example/presave/mail/stop/x>", (string)mail["headers"]!["List-Unsubscribe"]!);
        var page = await sandbox.Http.GetStringAsync(new Uri("mailbox", UriKind.Relative));
        Assert.Contains("2 mails", page, StringComparison.Ordinal);
        Assert.Contains("&lt;A song&gt;", page, StringComparison.Ordinal);
        using var cleared = await sandbox.Http.DeleteAsync(new Uri("mailbox", UriKind.Relative));
        Assert.Empty((await sandbox.GetAsync("mailbox/fan@mail.example"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_mail_that_is_sent_again_under_its_id_is_there_once()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        for (var i = 0; i < 3; i++) Assert.IsType<MailOutcome.Sent>(await Mailer(sandbox).SendAsync(s_mail, default));
        Assert.Single((await sandbox.GetAsync("mailbox/fan@mail.example"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Another_key_is_denied_and_nothing_sent()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var outcome = await Mailer(sandbox, Convert.ToBase64String("another key"u8)).SendAsync(s_mail, default);
        Assert.Equal(new MailOutcome.TryAgain("http401 Denied", null), outcome);
        Assert.Empty((await sandbox.GetAsync("mailbox/fan@mail.example"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("body", "hash")]
    [InlineData("query", "signature")]
    [InlineData("date", "date")]
    [InlineData("none", "not signed")]
    public async Task A_request_that_is_not_the_signed_one_is_denied(string change, string says)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var (account, body) = (Account(sandbox), Encoding.UTF8.GetBytes("""{ "senderAddress": "a@b.example", "content": { "subject": "x" }, "recipients": { "to": [ { "address": "fan@mail.example" } ] } }"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, account.Resource("emails:send?api-version=2023-03-31")) { Content = new ByteArrayContent(body) };
        if (change != "none") account.Sign(request, body, change == "date" ? TimeProvider.System.GetUtcNow().AddMinutes(-20) : TimeProvider.System.GetUtcNow());
        if (change == "body") request.Content = new ByteArrayContent([.. body, (byte)' ']);
        if (change == "query") request.RequestUri = account.Resource("emails:send?api-version=2023-03-31&x=1");

        using var answer = await sandbox.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(says, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "2023-03-31")]
    [InlineData("not json", "2023-03-31")]
    [InlineData("""{ "senderAddress": "a@b.example", "content": { "subject": "x" }, "recipients": { "to": [] } }""", "2023-03-31")]
    [InlineData("""{ "senderAddress": "a@b.example", "content": {}, "recipients": { "to": [ { "address": "fan@mail.example" } ] } }""", "2023-03-31")]
    [InlineData("""{ "senderAddress": "a@b.example", "content": { "subject": "x" }, "recipients": { "to": [ { "address": "fan@mail.example" } ] } }""", "2019-01-01")]
    public async Task What_the_service_does_not_understand_is_refused(string text, string version)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var (account, body) = (Account(sandbox), Encoding.UTF8.GetBytes(text));
        using var request = new HttpRequestMessage(HttpMethod.Post, account.Resource($"emails:send?api-version={version}")) { Content = new ByteArrayContent(body) };
        account.Sign(request, body, TimeProvider.System.GetUtcNow());
        using var answer = await sandbox.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(answer.Headers.Contains("x-ms-error-code"));
    }

    [Fact]
    public async Task A_mail_that_was_taken_can_be_asked_after()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await Mailer(sandbox).SendAsync(s_mail, default);
        var account = Account(sandbox);
        foreach (var (operation, status) in new[] { ($"{s_mail.Id}", HttpStatusCode.OK), ("unknown", HttpStatusCode.NotFound) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, account.Resource($"emails/operations/{operation}?api-version=2023-03-31"));
            account.Sign(request, [], TimeProvider.System.GetUtcNow());
            using var answer = await sandbox.Http.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("""{ "rateLimit": 7 }""", "http429 TooManyRequests", 7)]
    [InlineData("""{ "serverError": 500 }""", "http500 InternalServerError", null)]
    [InlineData("""{ "down": true }""", "unreachable", null)]
    [InlineData("""{ "html": true }""", "http200", null)]
    [InlineData("""{ "gatewayNotFound": true }""", "http404", null)]
    public async Task A_fault_is_tried_again_and_passes(string fault, string reason, int? retryAfter)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("mail", fault);
        Assert.Equal(new MailOutcome.TryAgain(reason, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null), await Mailer(sandbox).SendAsync(s_mail, default));
        using var off = await sandbox.Http.DeleteAsync(new Uri("faults/mail", UriKind.Relative));
        Assert.IsType<MailOutcome.Sent>(await Mailer(sandbox).SendAsync(s_mail, default));
    }

    private static CommunicationAccount Account(SandboxFixture sandbox, string? key = null) =>
        CommunicationAccount.Parse($"endpoint={new Uri(sandbox.Server.BaseAddress, "mail/")};accesskey={key ?? sandbox.Options.MailAccessKey}");

    private static AzureMailer Mailer(SandboxFixture sandbox, string? key = null) => new(sandbox.Http, Account(sandbox, key), "music@smartlinks.example", TimeProvider.System);
}
