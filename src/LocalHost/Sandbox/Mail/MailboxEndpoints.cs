using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Mail;

/// <summary>The mailbox, to be looked at: newest first for a person, oldest first as JSON.</summary>
public sealed class MailboxEndpoints(Mailbox mailbox)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mailbox", WritePageAsync);
        routes.MapGet("/mailbox/{address}", WriteMailsAsync);
        routes.MapDelete("/mailbox", context =>
        {
            mailbox.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private Task WriteMailsAsync(HttpContext context) => SandboxJson.WriteAsync(context, new JsonObject
    {
        ["items"] = SandboxJson.Array(mailbox.List((string)context.Request.RouteValues["address"]!).Select(mail => (JsonNode?)new JsonObject
        {
            ["id"] = mail.Id,
            ["at"] = mail.At,
            ["from"] = mail.From,
            ["to"] = mail.To,
            ["subject"] = mail.Subject,
            ["plainText"] = mail.PlainText,
            ["html"] = mail.Html,
            ["headers"] = new JsonObject(mail.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
        })),
    });

    private Task WritePageAsync(HttpContext context)
    {
        var html = new StringBuilder("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Mailbox</title>"
            + "<style>body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}iframe{width:100%;height:24rem;border:1px solid #888}</style><h1>Mailbox</h1>");
        var mails = mailbox.List();
        html.Append("<p>").Append(mails.Count).Append(mails.Count == 1 ? " mail" : " mails").Append(", newest first. As JSON: <code>/mailbox/{address}</code>.</p>");
        foreach (var mail in mails.Reverse())
        {
            html.Append("<h2>").Append(Text(mail.Subject)).Append("</h2><p>From ").Append(Text(mail.From)).Append(" to ").Append(Text(mail.To)).Append(", ").Append(Text(mail.At.ToString("u")))
                // Its links lead this window; nothing in it runs.
                .Append("</p><iframe title=\"The mail\" sandbox=\"allow-top-navigation-by-user-activation\" srcdoc=\"").Append(Text("<base target=\"_top\">" + mail.Html)).Append("\"></iframe>");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
