using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>
/// Consent at a service that is older than OAuth's way of it, or has one of its own: without PKCE, and with a token that cannot be renewed. To end its grants therefore is
/// to end its tokens.
/// </summary>
internal sealed class PlainConsent(ConsentRules rules, FaultBoard faults, TimeProvider clock, SecretRecord? secrets)
{
    /// <summary>Every code stands for the same verifier, which nobody has to bring.</summary>
    private const string Verifier = "no-verifier-is-known-to-this-service-at-all";
    private const string Challenge = "MU-va2hmbYB4iLvp7sqgoAMTC3aeNtU788qDyAJmCi0";

    private readonly FanGrants _grants = new(rules, faults, clock, secrets);

    /// <summary>The fan who agreed; null: canceled, or the name is none.</summary>
    public static string? FanOf(IFormCollection form)
    {
        var fan = form["other"].ToString().Trim() is { Length: > 0 } other ? other : form["fan"].ToString();
        return form["answer"] == "agree" && FanPersona.IsName(fan) ? fan : null;
    }

    public static async Task<IFormCollection> ReadFormAsync(HttpContext context) =>
        context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;

    public string NewCode(string fan, string scope) => _grants.Consent(fan, scope, "", Challenge);

    /// <summary>Null for a code that is none, or was used.</summary>
    public GivenTokens? Redeem(string code) => _grants.Redeem(code, "", Verifier).Tokens;

    /// <summary>As if the fan had consented and the app had come with the code.</summary>
    public GivenTokens Give(string fan, string scope) => _grants.Give(fan, scope) with { Refresh = null };

    /// <summary>Whose token it is; null: nobody's, or no longer.</summary>
    public FanGrant? Find(string token) =>
        _grants.Read("Bearer " + token).Grant is { } grant && faults.Take(rules.Service, FaultKind.ExpiredGrants, grant.Fan) is null ? grant : null;
}
