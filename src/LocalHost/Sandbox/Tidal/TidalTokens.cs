namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>TIDAL's access tokens, good for a day, and what TIDAL says of those that are not.</summary>
public sealed class TidalTokens(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private readonly IssuedTokens _issued = new(clock, Lifetime, "ey", 120);

    public string Issue() => _issued.Issue();

    /// <summary>Null when the token is good.</summary>
    public string? FindProblem(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal)) return "An access token is missing";
        return _issued.StateOf(authorization["Bearer ".Length..]) switch
        {
            TokenState.Good => null,
            TokenState.Expired => "The access token has expired",
            _ => "The access token is not valid",
        };
    }
}
