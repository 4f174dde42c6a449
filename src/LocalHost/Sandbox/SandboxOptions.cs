using System.Security.Cryptography;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>What a sandbox is started with. It listens on 127.0.0.1 only.</summary>
public sealed class SandboxOptions
{
    /// <summary>0 for any free port.</summary>
    public int Port { get; init; } = 7090;

    /// <summary>CSV files added to the built-in catalogue, in this order. The format is in docs/sandbox.md.</summary>
    public IReadOnlyList<string> CatalogueFiles { get; init; } = [];

    /// <summary>The story's time; shared with whoever has to live in it.</summary>
    public StoryClock Clock { get; init; } = new();

    /// <summary>Awaited before <c>PUT /clock</c> answers, so that whoever moved the clock finds everybody in the new time.</summary>
    public Func<DateTimeOffset, CancellationToken, Task>? OnClockMovedAsync { get; init; }

    /// <summary>What else of this machine faults can be switched on for, by its name in <c>/faults/{name}</c>.</summary>
    public IReadOnlyDictionary<string, IFaultSwitch> Switches { get; init; } = new Dictionary<string, IFaultSwitch>();

    /// <summary>The client credentials the sandbox's Spotify knows. Not secret: they open nothing but this.</summary>
    public string SpotifyClientId { get; init; } = "sandbox-client";

    public string SpotifyClientSecret { get; init; } = "sandbox-secret";

    /// <summary>The same for YouTube and SoundCloud.</summary>
    public string YouTubeMusicApiKey { get; init; } = "sandbox-key";

    /// <summary>The apps fans connect with.</summary>
    public string YouTubeMusicClientId { get; init; } = "sandbox-client.apps.googleusercontent.com";

    public string YouTubeMusicClientSecret { get; init; } = "sandbox-secret";

    public string DeezerAppId { get; init; } = "100001";

    public string DeezerAppSecret { get; init; } = "sandbox-secret";

    public string SoundCloudClientId { get; init; } = "sandbox-client";

    public string SoundCloudClientSecret { get; init; } = "sandbox-secret";

    /// <summary>The client that the sandbox's OpenID provider knows.</summary>
    public string SignInClientId { get; init; } = "sandbox-client";

    public string SignInClientSecret { get; init; } = "sandbox-secret";

    public string TidalClientId { get; init; } = "sandbox-client";

    public string TidalClientSecret { get; init; } = "sandbox-secret";

    public string AppleMusicTeamId { get; init; } = "SANDBOXTM1";

    public string AppleMusicKeyId { get; init; } = "SANDBOXKEY";

    /// <summary>The one key the sandbox's Apple knows: base64 of PKCS #8, new on every start.</summary>
    public string AppleMusicPrivateKey { get; init; } = NewKey();

    /// <summary>The access key of the sandbox's mail resource, in base64.</summary>
    public string MailAccessKey { get; init; } = Convert.ToBase64String("the sandbox's own mail access key"u8);

    /// <summary>The key of the platform's account at the sandbox's Stripe, and the secrets its webhooks are signed with.</summary>
    public string StripeSecretKey { get; init; } = "sk_test_sandbox";

    public string StripeWebhookSecret { get; init; } = "whsec_sandbox_platform";

    public string StripeConnectWebhookSecret { get; init; } = "whsec_sandbox_connect";

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}
