using System.Net;
using System.Text;

namespace Smartlinks.LocalHost.Sandbox.SignIn;

/// <summary>The page on which one chooses who to be. Works without JavaScript.</summary>
internal static class SignInPage
{
    private const string Style = "body{font:16px/1.5 system-ui;max-width:36rem;margin:2rem auto;padding:0 1rem}fieldset{border:1px solid;margin:1rem 0}label{display:block;padding:.25rem 0}button{font:inherit;padding:.5rem 1.5rem;margin-inline-end:1rem}";

    public static Task WriteAsync(HttpContext context, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var html = Begin("Sign in").Append("<h1>Sign in</h1><p>This is the sandbox’s OpenID provider: choose who you are.</p><form method=post action=\"").Append(Text(context.Request.Path.Value!)).Append("\">");
        foreach (var (name, value) in fields) html.Append("<input type=hidden name=\"").Append(Text(name)).Append("\" value=\"").Append(Text(value)).Append("\">");
        html.Append("<fieldset><legend>Who are you?</legend>");
        foreach (var persona in SignInPersona.All)
        {
            html.Append("<label><input type=radio name=persona value=\"").Append(persona.Id).Append('"').Append(persona == SignInPersona.Owner ? " checked" : "").Append("> ").Append(Text(persona.Name)).Append(" (").Append(persona.Id).Append(")</label>");
        }

        html.Append("<label>Somebody else: <input name=other maxlength=60 autocomplete=off></label></fieldset><button name=answer value=agree>Sign in</button><button name=answer value=cancel>Cancel</button></form>");
        return WriteAsync(context, StatusCodes.Status200OK, html);
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
