using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Smartlinks.Storage;

/// <summary>Sends a shared access signature of the hub ("Generate SAS token"), kept until a sixth of its life is left.</summary>
internal sealed class EventHubSasPolicy(EventHubAddress hub, TimeSpan lifetime, TimeProvider clock) : HttpPipelineSynchronousPolicy
{
    private volatile Token? _token;

    public override void OnSendingRequest(HttpMessage message) => message.Request.Headers.SetValue("Authorization", GetToken());

    private string GetToken()
    {
        var now = clock.GetUtcNow();
        // Two callers may both make one: either is valid.
        if (_token is not { } token || now >= token.RenewAt)
        {
            _token = token = new Token(Sign(now + lifetime), now + (lifetime * 5 / 6));
        }

        return token.Text;
    }

    private string Sign(DateTimeOffset expiresAt)
    {
        var resource = Uri.EscapeDataString(hub.Hub);
        var expiry = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(hub.Key!, Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn={Uri.EscapeDataString(hub.KeyName)}";
    }

    private sealed record Token(string Text, DateTimeOffset RenewAt);
}
