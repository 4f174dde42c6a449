namespace Smartlinks.LocalHost.Sandbox.SignIn;

/// <summary>A made-up person who can sign in. The owner owns the demo organization; the others belong to it once they are invited.</summary>
/// <param name="Id">The provider's name for the person: the subject of tokens.</param>
public sealed record SignInPersona(string Id, string Name, string Email)
{
    public static readonly SignInPersona Owner = new("owner", "Olive Owner", "owner@label.example");

    public static readonly IReadOnlyList<SignInPersona> All =
    [
        Owner,
        new("artist", "Ari Artist", "artist@label.example"),
        new("viewer", "Vera Viewer", "viewer@label.example"),
        new("stranger", "Sam Stranger", "stranger@elsewhere.example"),
    ];
}
