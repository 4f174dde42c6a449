using Smartlinks.Functions.Hosting;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Functions.People;

/// <summary>
/// Tells changes of our own pages from those that another site has a member's browser send. Two proofs are asked for, each enough by itself: that the browser names this site as the origin, and a token
/// that only a page which may read <c>GET /api/me</c> can know. It is signed for one session, so it is worth nothing in another.
/// </summary>
public sealed class AntiForgery(SealingKeys keys, PublicOrigin origins)
{
    public const string Header = "X-Anti-Forgery-Token";

    /// <summary>Name of the field in forms.</summary>
    public const string Field = "token";

    private readonly Signer _signer = new(keys, "anti-forgery");

    public string TokenFor(SignedIn person) => _signer.Sign(person.SessionId);

    /// <param name="token">As it came; null: none did.</param>
    public bool IsOwn(HttpRequest request, SignedIn person, string? token) =>
        SameOrigin.IsOwn(request, origins.Of(request)) && token is { Length: Signer.Length } && _signer.IsSigned(person.SessionId, token);
}
