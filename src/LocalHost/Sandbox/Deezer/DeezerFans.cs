using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Deezer;

/// <summary>
/// Consent at Deezer: a page, and a token for its code. What it holds against a careless client: all of it in the query, no PKCE, a token that never ends where
/// <c>offline_access</c> was asked for and one of an hour where not, an answer that is no JSON unless it is asked for, "wrong code" as all that is said to a code that is
/// none, and a fan who cancels told as <c>error_reason</c>.
/// </summary>
public sealed class DeezerFans
{
    public const string ManageLibrary = "manage_library";

    private const string Page = "/deezer/connect/oauth/auth.php";
    private const string OfflineAccess = "offline_access";
    private static readonly string[] s_fields = ["app_id", "redirect_uri", "perms", "state"];
    private static readonly TimeSpan s_online = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_forGood = TimeSpan.FromDays(36_500);

    private readonly TimeProvider _clock;
    private readonly Strike _strike;
    private readonly ConsentRules _rules;
    private readonly PlainConsent _consent;

    public DeezerFans(SandboxOptions options, FaultBoard faults, TimeProvider clock, Strike strike, SecretRecord? secrets = null)
    {
        (_clock, _strike, _rules) = (clock, strike, Rules(options));
        _consent = new PlainConsent(_rules, faults, clock, secrets);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Page, context => Check(context, name => context.Request.Query[name], scopes =>
            ConsentPage.WriteAsync(context, _rules, "Smartlinks", scopes, s_fields.Select(name => (name, context.Request.Query[name].ToString())), null)));
        routes.MapPost(Page, AnswerAsync);
        routes.MapGet("/deezer/connect/oauth/access_token.php", context => _strike(context, StreamingService.Deezer, RedeemAsync));
    }

    /// <summary>A token without the way through the page.</summary>
    public GivenTokens Connect(string fan) => _consent.Give(fan, $"basic_access {ManageLibrary} {OfflineAccess}");

    /// <summary>Whose token a request carries; null: nobody's, or no longer.</summary>
    public FanGrant? Find(HttpContext context) =>
        _consent.Find(context.Request.Query["access_token"].ToString()) is { } grant && (grant.Allows(OfflineAccess) || _clock.GetUtcNow() < grant.ConsentedAt + s_online) ? grant : null;

    private static ConsentRules Rules(SandboxOptions options) => new(StreamingService.Deezer, options.DeezerAppId, options.DeezerAppSecret, new Dictionary<string, string>
    {
        ["basic_access"] = "Access your name and picture",
        ["email"] = "Access your e-mail address",
        [OfflineAccess] = "Do so at any time",
        [ManageLibrary] = "Add to your library",
        ["manage_community"] = "Manage your friends",
        ["delete_library"] = "Take out of your library",
        ["listening_history"] = "Access what you listened to",
    }, s_forGood, GrantMonths: null);

    private Task Check(HttpContext context, Func<string, StringValues> get, Func<string, Task> go)
    {
        var scopes = get("perms").ToString().Replace(',', ' ');
        var problem = get("app_id") != _rules.ClientId ? "Invalid app_id" : !ConsentQuestion.IsRedirectUri(get("redirect_uri").ToString()) ? "You must enter a valid redirect uri."
            : !scopes.Split(' ').All(_rules.Scopes.ContainsKey) ? "A permission is not known." : null;
        return problem is null ? go(scopes) : ConsentPage.WriteProblemAsync(context, problem);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await PlainConsent.ReadFormAsync(context);
        await Check(context, name => form[name], scopes =>
        {
            var answer = PlainConsent.FanOf(form) is { } fan ? "code=" + _consent.NewCode(fan, scopes) : "error_reason=user_denied";
            var back = form["redirect_uri"].ToString();
            var state = form["state"].ToString() is { Length: > 0 } given ? "&state=" + Uri.EscapeDataString(given) : "";
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"{back}{(back.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{answer}{state}";
            return Task.CompletedTask;
        });
    }

    private Task RedeemAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["app_id"] != _rules.ClientId || query["secret"] != _rules.ClientSecret) return context.Response.WriteAsync("wrong app_id or secret", context.RequestAborted);
        if (_consent.Redeem(query["code"].ToString()) is not { } tokens) return context.Response.WriteAsync("wrong code", context.RequestAborted);
        var expires = tokens.Scope.Split(' ').Contains(OfflineAccess) ? 0 : (int)s_online.TotalSeconds;
        return query["output"] == "json"
            ? SandboxJson.WriteAsync(context, new JsonObject { ["access_token"] = tokens.Access, ["expires"] = expires })
            : context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"access_token={tokens.Access}&expires={expires}"), context.RequestAborted);
    }
}
