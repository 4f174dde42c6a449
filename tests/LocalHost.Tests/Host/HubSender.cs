using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Smartlinks.LocalHost.Host;

namespace Smartlinks.LocalHost.Tests.Host;

/// <summary>Sends to a local hub by the documented HTTPS interface, written apart from the product's own client.</summary>
internal sealed class HubSender(LocalEventHub hub, string name = "clicks") : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler()) { BaseAddress = hub.Address };

    public Task<HttpStatusCode> SendAsync(string key, params string[] events) =>
        PostAsync(JsonSerializer.Serialize(events.Select(body => new { Body = body, BrokerProperties = new { PartitionKey = key } })));

    public async Task<HttpStatusCode> PostAsync(string body, string type = "application/vnd.microsoft.servicebus.json", string? authorization = null, string? path = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path ?? $"/{name}/messages?timeout=60&api-version=2014-01");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.TryAddWithoutValidation("Authorization", authorization ?? Sign(hub, name));
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    public static string Sign(LocalEventHub hub, string name, long? expiry = null)
    {
        var fields = hub.ConnectionString.Split(';').Select(static field => field.Split('=', 2)).ToDictionary(static field => field[0], static field => field[1]);
        var resource = Uri.EscapeDataString($"{fields["Endpoint"]}/{name}");
        var until = expiry ?? TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(fields["SharedAccessKey"]), Encoding.UTF8.GetBytes($"{resource}\n{until}")));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(signature)}&se={until}&skn={fields["SharedAccessKeyName"]}";
    }

    public void Dispose() => client.Dispose();
}
