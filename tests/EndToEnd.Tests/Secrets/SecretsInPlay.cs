using System.Text;
using Smartlinks.EndToEnd.Tests.PreSaves;
using Smartlinks.EndToEnd.Tests.Services;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>Every secret that was in play: what the services gave and took, what the app was configured with, and what fans and the organization hold.</summary>
internal sealed class SecretsInPlay
{
    public const string SealingKey = "sealing key";
    public const string ApiKey = "API key";
    public const string FanPass = "fan's pass";
    public const string MailPass = "mail's pass";
    public const string EmailAddress = "e-mail address";
    public const string Session = "session";
    public const string AntiForgery = "anti-forgery token";
    public const string Invitation = "invitation";

    /// <summary>Good for an hour on this deployment's origin: a page at Apple Music has to have it.</summary>
    public const string DeveloperToken = "developer_token";

    private readonly HashSet<Secret> _all = [];

    public IReadOnlyCollection<Secret> All => _all;

    public void Add(string kind, string value) => _all.Add(new Secret(kind, value));

    /// <summary>The signature is the secret of it: the rest names fan and organization.</summary>
    public void AddPass(string kind, string pass) => Add(kind, pass[(pass.LastIndexOf('.') + 1)..]);

    public void AddFan(FanBrowser fan) => AddPass(FanPass, fan.Pass ?? throw new InvalidOperationException($"{fan.Name} has no pass."));

    public async Task AddServicesAsync(SandboxControls sandbox)
    {
        foreach (var secret in await sandbox.GetSecretsAsync())
        {
            // In the window's address MusicKit passes the developer token on in an object of its own.
            if (secret.Text("kind") == "a") Add(DeveloperToken, secret.Text("value"));
            else Add(secret.Text("kind"), secret.Text("value"));
        }
    }

    /// <summary>What the running app was given as settings.</summary>
    public void AddSettings(IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings.Where(setting => setting.Value.Length > 0))
        {
            if (name == "Sealing__Keys") foreach (var key in value.Split(',')) AddKey(SealingKey, key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            else if (name.EndsWith("__PrivateKey", StringComparison.Ordinal)) AddKey(name, value);
            else if (name.EndsWith("Secret", StringComparison.Ordinal) || name.EndsWith("ApiKey", StringComparison.Ordinal) || name.EndsWith("RefreshToken", StringComparison.Ordinal)
                || name is "Stripe__SecretKey" or "Stripe__WebhookSecrets" or "Stripe__ConnectWebhookSecrets") Add(name, value);
            else foreach (var part in value.Split(';').Where(part => part.Contains("key=", StringComparison.OrdinalIgnoreCase) && name is "EventHub" or "AzureWebJobsStorage" or "Mail__ConnectionString")) AddConnection(name, part);
        }
    }

    private void AddConnection(string name, string part)
    {
        var at = part.IndexOf("key=", StringComparison.OrdinalIgnoreCase);
        if (at >= 0 && !part.StartsWith("SharedAccessKeyName", StringComparison.Ordinal)) AddKey(name, part[(at + 4)..]);
    }

    /// <summary>As it is written, and its bytes.</summary>
    private void AddKey(string kind, string base64)
    {
        Add(kind, base64);
        Add(kind, Encoding.Latin1.GetString(Convert.FromBase64String(base64)));
    }
}
