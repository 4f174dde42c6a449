using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.Fans;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Fans;

/// <summary>The room in the real app: its functions as the host calls them, and the fan's cookie.</summary>
public sealed class FanRoomTests
{
    private readonly FanId _fan = FanId.New(new ScriptedIds());

    [Fact]
    public async Task A_mail_that_was_asked_for_is_sent_by_its_function()
    {
        var mailer = new ScriptedMailer();
        await using var app = await StartAsync(services => services.AddSingleton<IMailer>(mailer));
        var consent = new AddressConsent(EmailAddress.Parse("fan@mail.example"), "Write to me.", Some.LinkId);
        Assert.Equal(AskOutcome.Asked, await app.Services.GetRequiredService<FanAddresses>().AskAsync(app.Organization, _fan, consent, new Uri("https://links.example"), default));
        var message = Encoding.UTF8.GetString(Assert.Single(app.Queues[MailRequests.QueueName].Bodies));

        var answer = await app.InvokeAsync("SendMail", HostCall.QueueMessage(message));

        Assert.True(answer.Status == 200, answer.Text);
        var mail = Assert.Single(mailer.Sent);
        Assert.Equal("Please confirm: mails from A label", mail.Subject);
        Assert.StartsWith("https://links.example/presave/mail/stop?pass=", mail.StopUrl.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grants_are_sealed_anew_by_their_function()
    {
        await using var app = await StartAsync();
        var grants = app.Services.GetRequiredService<FanGrants>();
        await grants.PutAsync(grants.Seal(new FanGrant(_fan, StreamingService.Spotify, Some.Instant, null, null, false), new("access", null, null, null)), default);
        Assert.Equal(200, (await app.InvokeAsync("ResealGrants", """{"Data":{"timer":{}},"Metadata":{}}""")).Status);
        Assert.NotNull(await app.Tables[GrantRow.Table].GetEntityIfExistsAsync("state", "resealing"));
        Assert.Equal(new GrantAccess.Open("access"), await app.Services.GetRequiredService<GrantKeeper>().GetAccessAsync(_fan, StreamingService.Spotify, default));
    }

    [Fact]
    public async Task Without_sealing_keys_the_app_runs_and_has_no_fans()
    {
        await using var app = await AppFixture.StartAsync();
        Assert.Equal(200, (await app.InvokeAsync("ResealGrants", """{"Data":{"timer":{}},"Metadata":{}}""")).Status);
        Assert.Null(app.Services.GetService<GrantKeeper>());
        Assert.Null(app.Services.GetService<FanPass>());
    }

    [Theory]
    [InlineData("https", "links.example", "__Host-sl_fan", true)]
    [InlineData("http", "127.0.0.1:7071", "sl_fan", false)]
    [InlineData("http", "links.example", "__Host-sl_fan", true)]
    public async Task A_fan_is_known_again_by_the_cookie(string scheme, string host, string name, bool isSecure)
    {
        await using var app = await StartAsync();
        var cookies = app.Services.GetRequiredService<FanCookie>();
        var first = Context(scheme, host);
        cookies.Write(first, _fan);
        var set = first.Response.Headers.SetCookie.ToString();
        Assert.StartsWith($"{name}={_fan}.", set, StringComparison.Ordinal);
        Assert.Contains("; path=/", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", set, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(isSecure, set.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("expires=Sat, 20 Nov 2027", set, StringComparison.OrdinalIgnoreCase);

        var pair = set.Split(';')[0];
        Assert.Equal(_fan, cookies.Read(Context(scheme, host, pair).Request));
        Assert.Null(cookies.Read(Context(scheme, host, pair[..^1] + (pair[^1] == 'A' ? 'B' : 'A')).Request));
        Assert.Null(cookies.Read(Context(scheme, host).Request));
        Assert.Null(cookies.Read(Context(scheme, host, pair.Replace(name, isSecure ? "sl_fan" : "__Host-sl_fan", StringComparison.Ordinal)).Request));
    }

    [Fact]
    public async Task A_deleted_cookie_is_over()
    {
        await using var app = await StartAsync();
        var context = Context("https", "links.example");
        app.Services.GetRequiredService<FanCookie>().Delete(context);
        Assert.Contains("__Host-sl_fan=; expires=Thu, 01 Jan 1970", context.Response.Headers.SetCookie.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static Task<AppFixture> StartAsync(Action<IServiceCollection>? replace = null) => AppFixture.StartAsync(new Dictionary<string, string?>
    {
        ["Sealing:Keys"] = $"v1:{Convert.ToBase64String(new byte[32])}",
        ["Mail:ConnectionString"] = "endpoint=https://mail.example;accesskey=c2VjcmV0",
        ["Mail:SenderAddress"] = "music@label.example",
    }, replace);

    private static DefaultHttpContext Context(string scheme, string host, string? cookie = null)
    {
        var context = new DefaultHttpContext();
        (context.Request.Headers["X-Forwarded-Proto"], context.Request.Headers["X-Forwarded-Host"]) = (scheme, host);
        if (cookie is not null) context.Request.Headers.Cookie = cookie;
        return context;
    }
}
