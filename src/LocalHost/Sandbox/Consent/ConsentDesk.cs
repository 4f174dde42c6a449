using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>Strikes a request with the faults of its source.</summary>
public delegate Task Strike(HttpContext context, Controls.SandboxSource source, RequestDelegate next);

/// <summary>Writes a refusal of a token endpoint in the service's form (RFC 6749 §5.2).</summary>
public delegate Task WriteGrantError(HttpContext context, string error, string description);

/// <summary>Where the fans of one service consent, and where its token endpoint turns for their tokens.</summary>
public sealed class ConsentDesk(ConsentRules rules, FanGrants grants, Strike strike)
{
    public FanGrants Grants => grants;

    public void Map(IEndpointRouteBuilder routes, string path)
    {
        routes.MapGet(path, AskAsync);
        routes.MapPost(path, AnswerAsync);
    }

    /// <summary>Whether the form is about a fan's grant, not the app's own token.</summary>
    public static bool IsAbout(IFormCollection form) => form["grant_type"] == "authorization_code" || form["grant_type"] == "refresh_token";

    /// <summary>As Basic authorization.</summary>
    public bool IsClient(string? authorization) => authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{rules.ClientId}:{rules.ClientSecret}"));

    /// <summary>In the form.</summary>
    public bool IsClient(IFormCollection form) => form["client_id"] == rules.ClientId && form["client_secret"] == rules.ClientSecret;

    /// <summary>Answers a known app's request for a fan's tokens.</summary>
    public Task GiveAsync(HttpContext context, IFormCollection form, WriteGrantError refuse) => strike(context, rules.Service, struck =>
    {
        var (tokens, problem) = form["grant_type"] == "refresh_token" ? grants.Refresh(form["refresh_token"].ToString())
            : grants.Redeem(form["code"].ToString(), form["redirect_uri"].ToString(), form["code_verifier"].ToString());
        return tokens is null ? refuse(struck, "invalid_grant", problem) : WriteAsync(struck, tokens);
    });

    private static Task WriteAsync(HttpContext context, GivenTokens tokens)
    {
        context.Response.Headers.CacheControl = "no-store";
        var body = new JsonObject { ["access_token"] = tokens.Access, ["token_type"] = "Bearer", ["expires_in"] = (int)tokens.Lifetime.TotalSeconds, ["scope"] = tokens.Scope };
        if (tokens.Refresh is not null) body["refresh_token"] = tokens.Refresh;
        return SandboxJson.WriteAsync(context, body);
    }

    private Task AskAsync(HttpContext context)
    {
        if (!TryRead(context, Get, out var question, out var problem)) return ConsentPage.WriteProblemAsync(context, problem);
        return question.Error is { } error ? GoBack(context, question.BackWith("error", error)) : ConsentPage.WriteAsync(context, rules, question, Get, null);

        StringValues Get(string name) => context.Request.Query[name];
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var fan = form["other"].ToString().Trim() is { Length: > 0 } other ? other : form["fan"].ToString();
        await (!TryRead(context, name => form[name], out var question, out var problem) ? ConsentPage.WriteProblemAsync(context, problem)
            : question.Error is { } error ? GoBack(context, question.BackWith("error", error))
            : form["answer"] != "agree" ? GoBack(context, question.BackWith("error", "access_denied"))
            : !FanPersona.IsName(fan) ? ConsentPage.WriteAsync(context, rules, question, name => form[name], $"A name has 1 to {FanPersona.MostName} characters, and no / \\ or *.")
            : GoBack(context, question.BackWith("code", grants.Consent(fan, question.Scope, question.RedirectUri, question.Challenge))));
    }

    private bool TryRead(HttpContext context, Func<string, StringValues> get, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ConsentQuestion? question, out string problem)
    {
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return ConsentQuestion.TryRead(rules, get, out question, out problem);
    }

    private static Task GoBack(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
