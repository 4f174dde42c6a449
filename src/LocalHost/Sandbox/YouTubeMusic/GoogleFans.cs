using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>
/// Consent at Google: a page, codes, access tokens of an hour and refresh tokens that stay until they are given back. What it holds against a careless client: PKCE, a
/// redirect address that has to be the same with the code, and one scope that lets an app do everything.
/// </summary>
public sealed class GoogleFans(ConsentDesk desk)
{
    private const string Scope = "https://www.googleapis.com/auth/youtube";

    public static ConsentRules Rules(SandboxOptions options) => new(StreamingService.YouTubeMusic, options.YouTubeMusicClientId, options.YouTubeMusicClientSecret,
        new Dictionary<string, string> { [Scope] = "Manage your YouTube account" }, TimeSpan.FromSeconds(3599), GrantMonths: null);

    public void Map(IEndpointRouteBuilder routes)
    {
        desk.Map(routes, "/youtube-music/accounts/o/oauth2/v2/auth");
        routes.MapPost("/youtube-music/oauth2/token", GiveAsync);
        routes.MapPost("/youtube-music/oauth2/revoke", RevokeAsync);
    }

    /// <summary>Tokens without the way through the page.</summary>
    public GivenTokens Connect(string fan) => desk.Grants.Give(fan, Scope);

    /// <summary>Whose token a request carries; null: nobody's, or no longer.</summary>
    public FanGrant? Find(HttpContext context) => desk.Grants.Read(context.Request.Headers.Authorization).Grant;

    private async Task GiveAsync(HttpContext context)
    {
        var form = await PlainConsent.ReadFormAsync(context);
        await (!desk.IsClient(form) ? WriteErrorAsync(context, 401, "invalid_client", "The OAuth client was not found.")
            : !ConsentDesk.IsAbout(form) ? WriteErrorAsync(context, 400, "unsupported_grant_type", $"Invalid grant_type: {form["grant_type"]}")
            : desk.GiveAsync(context, form, (refused, error, description) => WriteErrorAsync(refused, 400, error, description)));
    }

    private async Task RevokeAsync(HttpContext context)
    {
        var form = await PlainConsent.ReadFormAsync(context);
        await (desk.Grants.TryGiveBack(form["token"].ToString()) ? SandboxJson.WriteAsync(context, new JsonObject()) : WriteErrorAsync(context, 400, "invalid_token", "Token expired or revoked"));
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string error, string description) =>
        SandboxJson.WriteAsync(context, status, new JsonObject { ["error"] = error, ["error_description"] = description });
}
