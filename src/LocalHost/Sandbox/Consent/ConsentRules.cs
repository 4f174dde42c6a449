using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>How one service lets fans consent.</summary>
/// <param name="ClientId">The one app it knows.</param>
/// <param name="Scopes">The permissions it has, each with what it lets the app do, as the fan reads it.</param>
/// <param name="AccessLifetime">How long an access token is good.</param>
/// <param name="GrantMonths">Months after consent in which it is renewed; null: no end.</param>
public sealed record ConsentRules(
    StreamingService Service, string ClientId, string ClientSecret, IReadOnlyDictionary<string, string> Scopes, TimeSpan AccessLifetime, int? GrantMonths);

/// <summary>What a fan allowed, and when. The same fan consents again with another one.</summary>
/// <param name="Scope">Permissions with spaces between.</param>
public sealed record FanGrant(string Id, string Fan, string Scope, DateTimeOffset ConsentedAt)
{
    public bool Allows(string scope) => Scope.Split(' ').Contains(scope);
}

/// <summary>What a token endpoint gives for a grant.</summary>
/// <param name="Refresh">Null: the one that was sent stays good.</param>
public sealed record GivenTokens(string Access, string? Refresh, string Scope, TimeSpan Lifetime);
