using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.AppleMusic;

/// <summary>
/// Consent at Apple Music: a script in the place of MusicKit, the window that it opens, and the Music User Token that the window hands to the page. What it holds against a
/// careless client: a developer token that is for the page's origin, a token that is told to that origin only, and a window that browsers block without a tap.
/// </summary>
public sealed class AppleFans
{
    private const string Window = "/apple-music/woa";
    private const string ScriptName = "musickit.js";
    private const string Scope = "library";
    private static readonly string[] s_fields = ["a", "referrer"];
    private static readonly byte[] s_script = ReadScript();

    // Half a year is observed, not published.
    private static readonly ConsentRules s_rules = new(StreamingService.AppleMusic, "", "", new Dictionary<string, string> { [Scope] = "See your library and add to it" }, TimeSpan.FromDays(180), GrantMonths: null);

    private readonly PlainConsent _consent;
    private readonly DeveloperTokenCheck _tokens;

    public AppleFans(SandboxOptions options, FaultBoard faults, TimeProvider clock, SecretRecord? secrets = null) =>
        (_consent, _tokens) = (new PlainConsent(s_rules, faults, clock, secrets), new DeveloperTokenCheck(options, clock));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/apple-music/" + ScriptName, WriteScriptAsync);
        routes.MapGet(Window, context => Check(context, name => context.Request.Query[name], (app, _) =>
            ConsentPage.WriteAsync(context, s_rules, app, Scope, s_fields.Select(name => (name, context.Request.Query[name].ToString())), null)));
        routes.MapPost(Window, AnswerAsync);
    }

    /// <summary>A Music User Token without the way through the window.</summary>
    public GivenTokens Connect(string fan) => _consent.Give(fan, Scope);

    /// <summary>Whose token a request carries; null: nobody's, or no longer.</summary>
    public FanGrant? Find(HttpContext context) => _consent.Find(context.Request.Headers["Music-User-Token"].ToString());

    private static Task WriteScriptAsync(HttpContext context)
    {
        context.Response.ContentType = "text/javascript; charset=utf-8";
        return context.Response.Body.WriteAsync(s_script, context.RequestAborted).AsTask();
    }

    private Task Check(HttpContext context, Func<string, StringValues> get, Func<string, string, Task> go)
    {
        var (app, token) = ReadApp(get("a").ToString());
        var origin = Uri.TryCreate(get("referrer").ToString(), UriKind.Absolute, out var referrer) ? referrer.GetLeftPart(UriPartial.Authority) : null;
        var problem = _tokens.FindProblem("Bearer " + token)
            ?? (origin is null ? "The page that asks is not named" : DeveloperTokenCheck.IsFor(token, origin) ? null : "The developer token is not for this page's origin");
        return problem is null ? go(app, origin!) : ConsentPage.WriteProblemAsync(context, problem);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await PlainConsent.ReadFormAsync(context);
        await Check(context, name => form[name], (_, origin) =>
        {
            var said = PlainConsent.FanOf(form) is { } fan
                ? new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "authorize", ["params"] = new JsonArray(Connect(fan).Access) } : new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "decline" };
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            // JSON's own escapes of < keep it inside the script.
            return context.Response.WriteAsync(
                $"<!doctype html><html lang=en><meta charset=utf-8><title>Apple Music</title><p>You can close this window.<script>opener?.postMessage({said.ToJsonString()},{JsonSerializer.Serialize(origin)});close()</script>", context.RequestAborted);
        });
    }

    /// <summary>As MusicKit passes them on: an object in base64.</summary>
    private static (string Name, string Token) ReadApp(string text)
    {
        try
        {
            var app = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(text))) as JsonObject ?? [];
            return ((string?)app["thirdPartyName"] ?? "An app", (string?)app["thirdPartyToken"] ?? "");
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException or ArgumentNullException)
        {
            return ("An app", "");
        }
    }

    private static byte[] ReadScript()
    {
        using var stream = typeof(AppleFans).Assembly.GetManifestResourceStream(ScriptName) ?? throw new InvalidOperationException($"{ScriptName} is not embedded in the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
