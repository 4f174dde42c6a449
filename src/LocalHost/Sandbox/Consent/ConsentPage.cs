using System.Net;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>The page on which a fan consents: who they are, what the app may do, Agree or Cancel. Works without JavaScript.</summary>
internal static class ConsentPage
{
    private const string Style = "body{font:16px/1.5 system-ui;max-width:36rem;margin:2rem auto;padding:0 1rem}fieldset{border:1px solid;margin:1rem 0}label{display:block;padding:.25rem 0}button{font:inherit;padding:.5rem 1.5rem;margin-inline-end:1rem}";

    public static Task WriteAsync(HttpContext context, ConsentRules rules, ConsentQuestion question, Func<string, StringValues> get, string? problem) =>
        WriteAsync(context, rules, rules.ClientId, question.Scope, ConsentQuestion.Names.Select(name => (name, get(name).ToString())), problem);

    /// <param name="app">As the fan reads it.</param>
    /// <param name="fields">What the page sends back to itself.</param>
    public static Task WriteAsync(HttpContext context, ConsentRules rules, string app, string scopes, IEnumerable<(string Name, string Value)> fields, string? problem)
    {
        var name = Text(rules.Service.Name);
        var html = Begin($"Log in to {name}").Append("<h1>").Append(name).Append("</h1><p>This is the sandbox’s ").Append(name).Append(". Nobody’s account is touched.</p><form method=post action=\"").Append(Text(context.Request.Path.Value!)).Append("\">");
        if (problem is not null) html.Append("<p role=alert>").Append(Text(problem)).Append("</p>");
        foreach (var field in fields) html.Append("<input type=hidden name=").Append(field.Name).Append(" value=\"").Append(Text(field.Value)).Append("\">");
        html.Append("<fieldset><legend>Who are you?</legend>");
        foreach (var persona in FanPersona.All)
        {
            html.Append("<label><input type=radio name=fan value=\"").Append(persona.Id).Append('"').Append(persona == FanPersona.All[0] ? " checked" : "").Append("> ").Append(Text(persona.Name)).Append(" (").Append(persona.Country).Append(")</label>");
        }

        html.Append("<label>Somebody else: <input name=other maxlength=60 autocomplete=off></label></fieldset><p>The app <b>").Append(Text(app)).Append("</b> will be able to:</p><ul>");
        foreach (var scope in scopes.Split(' ')) html.Append("<li>").Append(Text(rules.Scopes[scope])).Append(" <code>").Append(Text(scope)).Append("</code>");
        html.Append("</ul><button name=answer value=agree>Agree</button><button name=answer value=cancel>Cancel</button></form>");
        return WriteAsync(context, problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, html);
    }

    public static Task WriteProblemAsync(HttpContext context, string problem) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, Begin("Something is wrong").Append("<h1>Something is wrong</h1><p>").Append(Text(problem)).Append("</p>"));

    private static StringBuilder Begin(string title) =>
        new StringBuilder("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>").Append(title).Append("</title><style>").Append(Style).Append("</style><main>");

    private static Task WriteAsync(HttpContext context, int status, StringBuilder html)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html.Append("</main>").ToString(), context.RequestAborted);
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
