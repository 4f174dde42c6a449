namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>Spotify's access tokens, good for one hour, and what Spotify says of those that are not.</summary>
public sealed class SpotifyTokens(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly IssuedTokens _issued = new(clock, Lifetime, "BQ", 113);

    public string Issue() => _issued.Issue();

    /// <summary>Null when the token is good.</summary>
    public string? FindProblem(string? authorization)
    {
        if (string.IsNullOrEmpty(authorization)) return "No token provided";
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal)) return "Only valid bearer authentication supported";
        return _issued.StateOf(authorization["Bearer ".Length..]) switch
        {
            TokenState.Good => null,
            TokenState.Expired => "The access token expired",
            _ => "Invalid access token",
        };
    }
}
