using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <summary>What the handler works with.</summary>
public sealed class OpenIdOptions : OAuthOptions
{
    public OpenIdProvider Provider { get; set; } = null!;

    public PersonDirectory People { get; set; } = null!;

    /// <summary>The endpoints come from the provider's description, and a public client has no secret; both were checked with the configuration.</summary>
    public override void Validate()
    {
    }
}

/// <summary>
/// Signs people in at an OpenID Connect provider: the framework's OAuth handler for state, correlation and the way back, and on top of it discovery, PKCE, a nonce, and the id token's proof. What
/// belongs to one sign-in (verifier, nonce, way back) travels in the state, which Data Protection encrypts, and counts only in the browser that began it.
/// </summary>
public sealed class OpenIdHandler(IOptionsMonitor<OpenIdOptions> options, ILoggerFactory logger, UrlEncoder encoder, IIdSource ids) : OAuthHandler<OpenIdOptions>(options, logger, encoder)
{
    public const string SchemeName = "provider";

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string Verifier = "verifier";
    private const string Nonce = "nonce";
    private const string BegunAt = "begunAt";

    private ProviderDescription? _description;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        _description = await Options.Provider.DescribeAsync(Context.RequestAborted);
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var (verifier, nonce) = (ids.NewText(Alphabet, 64), ids.NewText(Alphabet, 43));
        (properties.Items[Verifier], properties.Items[Nonce]) = (verifier, nonce);
        properties.Items[BegunAt] = TimeProvider.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return QueryHelpers.AddQueryString(_description!.Authorization.AbsoluteUri, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = Options.ClientId,
            ["redirect_uri"] = redirectUri,
            ["scope"] = string.Join(' ', Options.Scope),
            ["state"] = Options.StateDataFormat.Protect(properties),
            ["nonce"] = nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        });
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var items = context.Properties.Items;
        if (!long.TryParse(items[BegunAt], CultureInfo.InvariantCulture, out var begun) || TimeProvider.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(begun) > Options.RemoteAuthenticationTimeout)
            throw new SignInRefusedException(SignInRefusal.BegunTooLongAgo);
        var description = await Options.Provider.DescribeAsync(Context.RequestAborted);
        using var request = new HttpRequestMessage(HttpMethod.Post, description.Token);
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = context.Code, ["redirect_uri"] = context.RedirectUri, ["code_verifier"] = items[Verifier] ?? "" };
        if (Options.ClientSecret.Length > 0 && description.TakesBasic) request.Headers.Authorization = Basic(Options.ClientId, Options.ClientSecret);
        else
        {
            form["client_id"] = Options.ClientId;
            if (Options.ClientSecret.Length > 0) form["client_secret"] = Options.ClientSecret;
        }

        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Accept.ParseAdd("application/json");
        return OAuthTokenResponse.Success(JsonDocument.Parse((await SendAsync(request)).GetRawText()));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var token = IdToken.Read(IdToken.TextOf(tokens.Response!.RootElement, "id_token") ?? throw new SignInRefusedException(SignInRefusal.NoIdToken)) ?? throw new SignInRefusedException(SignInRefusal.Malformed);
        if (!SigningKey.IsKnown(token.Algorithm)) throw new SignInRefusedException(SignInRefusal.Algorithm);
        var keys = await Options.Provider.FindKeysAsync(token.KeyId, Context.RequestAborted);
        if (keys.Count == 0) throw new SignInRefusedException(SignInRefusal.UnknownKey);
        if (!keys.Any(key => key.IsSigned(token.Algorithm, token.Content, token.Signature))) throw new SignInRefusedException(SignInRefusal.Signature);
        var expected = new IdTokenExpectation(Options.Provider.Issuer, Options.ClientId, properties.Items[Nonce] ?? "");
        if (IdTokenRules.Judge(token.Claims, expected, TimeProvider.GetUtcNow()) is { } why) throw new SignInRefusedException(why);

        var person = Person.From(PersonId.Of(expected.Issuer, IdToken.TextOf(token.Claims, "sub")!), IdToken.TextOf(token.Claims, "name"), IdToken.TextOf(token.Claims, "email"));
        await Options.People.NoteAsync(person, Context.RequestAborted);
        return new AuthenticationTicket(SessionTickets.PrincipalOf(person.Id), new AuthenticationProperties { RedirectUri = properties.RedirectUri }, Scheme.Name);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using var answer = await Backchannel.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Context.RequestAborted);
            if ((int)answer.StatusCode is >= 500 or 429) throw new ProviderUnavailableException($"The provider's token endpoint answers {(int)answer.StatusCode}.");
            if (!answer.IsSuccessStatusCode) throw new SignInRefusedException(SignInRefusal.CodeNotTaken);
            return await OpenIdProvider.ReadAsync(answer.Content, Context.RequestAborted);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException || (failure is OperationCanceledException && !Context.RequestAborted.IsCancellationRequested))
        {
            throw new ProviderUnavailableException("The provider's token endpoint does not answer as one does.", failure);
        }
    }

    /// <summary>Both parts form-encoded first (RFC 6749 §2.3.1).</summary>
    private static AuthenticationHeaderValue Basic(string id, string secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Encoded(id)}:{Encoded(secret)}")));

    private static string Encoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
