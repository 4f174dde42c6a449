namespace Smartlinks.StreamingServices.Accounts;

/// <summary>What a fan is asked for at a service.</summary>
/// <param name="RedirectUri">Where the service sends the fan back to: <c>https</c>, or <c>http</c> on 127.0.0.1.</param>
/// <param name="State">Comes back as it is (RFC 6749 §4.1.1).</param>
/// <param name="CodeChallenge">S256 of the verifier (RFC 7636 §4.2).</param>
/// <param name="Follows">Whether the fan chose to follow the artist as well; else saving is all that is asked for.</param>
public sealed record ConsentRequest(Uri RedirectUri, string State, string CodeChallenge, bool Follows);

/// <summary>What a service gave for a fan's consent. Secrets: never in logs, addresses or answers; its text shows none of them.</summary>
/// <param name="Access">Shown with each request.</param>
/// <param name="AccessEndsAt">Null: it is good until the grant ends.</param>
/// <param name="Refresh">Null: the service gave none; an answer to a renewal without one leaves the old one good.</param>
/// <param name="Scope">As the service said; null: as asked for.</param>
public sealed record AccountTokens(string Access, DateTimeOffset? AccessEndsAt, string? Refresh, string? Scope)
{
    public override string ToString() => $"{nameof(AccountTokens)} until {AccessEndsAt:O}";
}

/// <summary>Who the fan is at the service, as far as saving needs it.</summary>
/// <param name="Country">ISO 3166-1 alpha-2 of the account's market or storefront; null: not told.</param>
public sealed record AccountFacts(string? Country);

/// <summary>How a service answered about a fan's account.</summary>
public abstract record AccountAnswer
{
    private AccountAnswer()
    {
    }

    public sealed record Given(AccountTokens Tokens) : AccountAnswer;

    public sealed record Known(AccountFacts Facts) : AccountAnswer;

    /// <summary>The code or refresh token is refused (<c>invalid_grant</c>), or the user's token is dead.</summary>
    public sealed record Refused : AccountAnswer;

    /// <summary>This deployment's app may not act for this fan: not on the allow-list, or approval is missing.</summary>
    public sealed record NotAllowed : AccountAnswer;

    /// <summary>The account has no subscription that a library needs.</summary>
    public sealed record NoSubscription : AccountAnswer;

    /// <summary>The service did not answer usefully: as <see cref="LookUp.Unavailable"/>.</summary>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter) : AccountAnswer;
}

/// <summary>How fans give consent at one service (authorization code with PKCE). Answers for whatever the service may do; throws only on cancellation.</summary>
public interface IFanAccounts
{
    StreamingService Service { get; }

    /// <summary>How long after consent a grant ends at the latest, whatever is renewed; null: no end is known.</summary>
    TimeSpan? LongestGrant { get; }

    /// <summary>Where the fan consents. <see cref="StreamingService.AppleMusic"/> has no such page: its consent starts in the browser.</summary>
    Uri ConsentUrl(ConsentRequest request);

    /// <summary><see cref="AccountAnswer.Given"/>, or why not.</summary>
    Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken);

    /// <summary><see cref="AccountAnswer.Given"/>, or why not.</summary>
    Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken);

    /// <summary>Asks whose token it is: <see cref="AccountAnswer.Known"/>, or why saving will not work with it.</summary>
    Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken);

    /// <summary>Tells the service that the grant is given back. Does nothing where the service has no such call.</summary>
    Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken);
}
