using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.SignIn;

/// <summary>
/// An OpenID Connect provider in real shapes (Core 1.0, Discovery 1.0, RFC 7636): description, the page on which one signs in, codes that are good once and for a minute, tokens with real signatures.
/// It insists on PKCE, on the redirect address the code was given for, and on the client's secret.
/// </summary>
public sealed class SignInSandbox(SandboxOptions options, SignInFaults faults, TimeProvider clock, SecretRecord secrets, Func<Uri> root) : IDisposable
{
    public const string Path = "sign-in";

    private static readonly TimeSpan s_codeLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_tokenLife = TimeSpan.FromMinutes(10);
    private static readonly string[] s_fields = ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];
    private static readonly SandboxSource s_source = new(Path, "Sign-in");

    private readonly Lazy<SignInKeys> _keys = new();
    private readonly ConcurrentDictionary<string, Pending> _codes = new(StringComparer.Ordinal);

    private string Issuer => IssuerAt(root());

    public static string IssuerAt(Uri sandbox) => new Uri(sandbox, Path).AbsoluteUri;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{Path}/.well-known/openid-configuration", Struck(DescribeAsync));
        routes.MapGet($"/{Path}/jwks", Struck(context => SandboxJson.WriteAsync(context, new JsonObject { ["keys"] = _keys.Value.PublicKeys() })));
        routes.MapGet($"/{Path}/authorize", AskAsync);
        routes.MapPost($"/{Path}/authorize", AnswerAsync);
        routes.MapPost($"/{Path}/token", Struck(GiveAsync));
    }

    public void Dispose()
    {
        if (_keys.IsValueCreated) _keys.Value.Dispose();
    }

    private RequestDelegate Struck(RequestDelegate next) => context =>
    {
        if (!faults.Has("down")) return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    };

    private Task DescribeAsync(HttpContext context) => SandboxJson.WriteAsync(context, new JsonObject
    {
        ["issuer"] = faults.Has("otherDescription") ? "https://another.example" : Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["jwks_uri"] = $"{Issuer}/jwks",
        ["response_types_supported"] = SandboxJson.Array(["code"]),
        ["subject_types_supported"] = SandboxJson.Array(["public"]),
        ["id_token_signing_alg_values_supported"] = SandboxJson.Array(["RS256", "ES256"]),
        ["token_endpoint_auth_methods_supported"] = SandboxJson.Array(["client_secret_basic", "client_secret_post"]),
        ["code_challenge_methods_supported"] = SandboxJson.Array(["S256"]),
        ["scopes_supported"] = SandboxJson.Array(["openid", "profile", "email"]),
    });

    private Task AskAsync(HttpContext context)
    {
        var query = context.Request.Query;
        return FindProblem(name => query[name].ToString()) is { } problem ? SignInPage.WriteProblemAsync(context, problem)
            : SignInPage.WriteAsync(context, s_fields.Select(name => KeyValuePair.Create(name, query[name].ToString())));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await PlainConsent.ReadFormAsync(context);
        if (FindProblem(name => form[name].ToString()) is { } problem)
        {
            await SignInPage.WriteProblemAsync(context, problem);
            return;
        }

        var subject = form["other"].ToString().Trim() is { Length: > 0 } other ? other : form["persona"].ToString();
        if (form["answer"] != "agree" || !FanPersona.IsName(subject)) GoBack(context, form, "error", "access_denied");
        else
        {
            var code = RandomNumberGenerator.GetHexString(48, lowercase: true);
            secrets.Keep(s_source, "code", code);
            _codes[code] = new Pending(subject, form["redirect_uri"].ToString(), form["code_challenge"].ToString(), form["nonce"].ToString(), clock.GetUtcNow() + s_codeLife);
            GoBack(context, form, "code", code);
        }
    }

    private string? FindProblem(Func<string, string> get) => get("client_id") != options.SignInClientId ? "This app is not registered here."
        : !ConsentQuestion.IsRedirectUri(get("redirect_uri")) ? "The redirect address is none that a browser may be sent to."
        : get("response_type") != "code" || !get("scope").Split(' ').Contains("openid") ? "This is no OpenID request for a code."
        : get("code_challenge_method") != "S256" || get("code_challenge").Length != 43 ? "The request has no challenge (RFC 7636)." : null;

    private static void GoBack(HttpContext context, IFormCollection form, string name, string value)
    {
        var address = form["redirect_uri"].ToString();
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}&state={Uri.EscapeDataString(form["state"].ToString())}";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private async Task GiveAsync(HttpContext context)
    {
        var form = await PlainConsent.ReadFormAsync(context);
        if (!IsClient(context, form))
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "invalid_client");
            return;
        }

        secrets.Keep(s_source, "code_verifier", form["code_verifier"].ToString());
        if (form["grant_type"] != "authorization_code" || !_codes.TryRemove(form["code"].ToString(), out var pending) || clock.GetUtcNow() >= pending.EndsAt
            || form["redirect_uri"] != pending.RedirectUri || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != pending.Challenge)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "invalid_grant");
            return;
        }

        var (access, token) = (RandomNumberGenerator.GetHexString(48, lowercase: true), _keys.Value.Sign(Claims(pending), faults));
        secrets.Keep(s_source, "access_token", access);
        secrets.Keep(s_source, "id_token", token);
        context.Response.Headers.CacheControl = "no-store";
        var answer = new JsonObject { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = (int)s_tokenLife.TotalSeconds };
        if (!faults.Has("noIdToken")) answer["id_token"] = token;
        await SandboxJson.WriteAsync(context, answer);
    }

    private bool IsClient(HttpContext context, IFormCollection form)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(options.SignInClientId)}:{Uri.EscapeDataString(options.SignInClientSecret)}"));
        return context.Request.Headers.Authorization == basic || (form["client_id"] == options.SignInClientId && form["client_secret"] == options.SignInClientSecret);
    }

    private JsonObject Claims(Pending pending)
    {
        var now = clock.GetUtcNow() + (faults.Has("expired") ? TimeSpan.FromDays(-1) : faults.Has("notYet") ? TimeSpan.FromDays(1) : TimeSpan.Zero);
        var persona = SignInPersona.All.FirstOrDefault(each => each.Id == pending.Subject) ?? new SignInPersona(pending.Subject, pending.Subject, $"{Uri.EscapeDataString(pending.Subject)}@elsewhere.example");
        var claims = new JsonObject
        {
            ["iss"] = faults.Has("wrongIssuer") ? "https://another.example" : Issuer,
            ["sub"] = persona.Id,
            ["aud"] = faults.Has("wrongAudience") ? "another-client" : options.SignInClientId,
            ["exp"] = (now + s_tokenLife).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["name"] = persona.Name,
            ["email"] = persona.Email,
        };
        if (!faults.Has("noNonce")) claims["nonce"] = faults.Has("wrongNonce") ? "another-nonce" : pending.Nonce;
        return claims;
    }

    private static Task RefuseAsync(HttpContext context, int status, string error) => SandboxJson.WriteAsync(context, status, new JsonObject { ["error"] = error });

    private sealed record Pending(string Subject, string RedirectUri, string Challenge, string Nonce, DateTimeOffset EndsAt);
}
