using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Smartlinks.LocalHost.Sandbox.SignIn;

namespace Smartlinks.LocalHost.Tests.Sandbox.SignIn;

/// <summary>The OpenID provider of the sandbox holds its clients to the protocol.</summary>
public sealed class SignInSandboxTests
{
    private const string Back = "http://127.0.0.1:7071/auth/callback";
    private const string Verifier = "a-verifier-of-at-least-forty-three-characters-in-all";

    [Fact]
    public async Task It_describes_itself_under_its_own_name_and_shows_its_keys()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var described = await sandbox.GetAsync("sign-in/.well-known/openid-configuration");

        Assert.Equal(SignInSandbox.IssuerAt(sandbox.Server.BaseAddress), (string?)described["issuer"]);
        Assert.Equal($"{described["issuer"]}/jwks", (string?)described["jwks_uri"]);
        Assert.Equal(["RSA", "EC"], (await sandbox.GetAsync("sign-in/jwks"))["keys"]!.AsArray().Select(key => (string)key!["kty"]!));
    }

    [Fact]
    public async Task A_code_brings_a_signed_token_once()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var code = await ConsentAsync(sandbox);

        var (status, body) = await RedeemAsync(sandbox, code, Verifier, Back);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(((string)body["id_token"]!).Split('.')[1]))!;

        Assert.Equal((200, "artist", "n", sandbox.Options.SignInClientId), (status, (string?)claims["sub"], (string?)claims["nonce"], (string?)claims["aud"]));
        Assert.Equal((400, "invalid_grant"), await RefusedAsync(sandbox, code, Verifier, Back));
    }

    [Theory]
    [InlineData("another-verifier-of-at-least-forty-three-characters", Back, "sandbox-secret", 400)]
    [InlineData(Verifier, "http://127.0.0.1:7071/elsewhere", "sandbox-secret", 400)]
    [InlineData(Verifier, Back, "guessed", 401)]
    public async Task A_wrong_verifier_address_or_secret_brings_nothing(string verifier, string back, string secret, int status)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.Equal(status, (await RefusedAsync(sandbox, await ConsentAsync(sandbox), verifier, back, secret)).Status);
    }

    [Theory]
    [InlineData("client_id", "another")]
    [InlineData("redirect_uri", "http://evil.example/")]
    [InlineData("response_type", "token")]
    [InlineData("scope", "profile")]
    [InlineData("code_challenge", "short")]
    [InlineData("code_challenge_method", "plain")]
    public async Task A_question_that_is_wrong_is_told_to_the_person(string field, string value)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fields = Question();
        fields[field] = value;

        using var page = await sandbox.Http.GetAsync(new Uri($"sign-in/authorize?{string.Join('&', fields.Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value)}"))}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
    }

    [Fact]
    public async Task Its_faults_are_switched_where_others_are()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var on = await sandbox.Http.PutAsJsonAsync("faults/sign-in", new { down = true });
        using var away = await sandbox.Http.GetAsync(new Uri("sign-in/jwks", UriKind.Relative));
        using var misspelt = await sandbox.Http.PutAsJsonAsync("faults/sign-in", new { donw = true });
        using var off = await sandbox.Http.DeleteAsync(new Uri("faults", UriKind.Relative));
        using var back = await sandbox.Http.GetAsync(new Uri("sign-in/jwks", UriKind.Relative));

        Assert.Equal([200, 503, 400, 204, 200], new[] { on, away, misspelt, off, back }.Select(answer => (int)answer.StatusCode));
    }

    private static Dictionary<string, string> Question() => new()
    {
        ["response_type"] = "code", ["client_id"] = "sandbox-client", ["redirect_uri"] = Back, ["scope"] = "openid email", ["state"] = "s", ["nonce"] = "n",
        ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))), ["code_challenge_method"] = "S256",
    };

    private static async Task<string> ConsentAsync(SandboxFixture sandbox)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(Question()) { ["persona"] = "artist", ["answer"] = "agree" });
        using var answer = await sandbox.Http.PostAsync(new Uri("sign-in/authorize", UriKind.Relative), form);
        var query = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        Assert.Equal("s", query["state"]);
        return query["code"]!;
    }

    private static async Task<(int Status, JsonObject Body)> RedeemAsync(SandboxFixture sandbox, string code, string verifier, string back, string secret = "sandbox-secret")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = back, ["code_verifier"] = verifier, ["client_id"] = "sandbox-client", ["client_secret"] = secret,
        });
        using var answer = await sandbox.Http.PostAsync(new Uri("sign-in/token", UriKind.Relative), form);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    private static async Task<(int Status, string? Error)> RefusedAsync(SandboxFixture sandbox, string code, string verifier, string back, string secret = "sandbox-secret")
    {
        var (status, body) = await RedeemAsync(sandbox, code, verifier, back, secret);
        return (status, (string?)body["error"]);
    }
}
