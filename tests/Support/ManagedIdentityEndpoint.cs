using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Smartlinks.Support;

/// <summary>
/// The endpoint at which Azure gives an app its identity's tokens (<c>IDENTITY_ENDPOINT</c>): only to who shows the secret of <c>IDENTITY_HEADER</c>, only for the identity the app has, and for the resource that is
/// asked for.
/// </summary>
public sealed class ManagedIdentityEndpoint : IAsyncDisposable
{
    private const string Secret = "853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a";

    private readonly LoopbackServer _server;
    private readonly string? _clientId;

    private ManagedIdentityEndpoint(LoopbackServer server, string? clientId) => (_server, _clientId) = (server, clientId);

    /// <summary>What an app that has this identity finds in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["IDENTITY_ENDPOINT"] = new Uri(_server.Address, "msi/token").AbsoluteUri, ["IDENTITY_HEADER"] = Secret };

    /// <summary>Resources that tokens were asked for, wrongly or not.</summary>
    public IReadOnlyList<string> Resources => [.. _server.Received.Select(request => Query(request, "resource") ?? "")];

    /// <summary>Requests that got no token.</summary>
    public IReadOnlyList<ReceivedRequest> Refused => [.. _server.Received.Where(request => !IsRight(request, _clientId))];

    /// <param name="clientId">Of a user-assigned identity; null: the system-assigned one, which nobody names.</param>
    public static async Task<ManagedIdentityEndpoint> StartAsync(string? clientId) => new(await LoopbackServer.StartAsync((request, _, context) => AnswerAsync(request, clientId, context)), clientId);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task AnswerAsync(ReceivedRequest request, string? clientId, HttpContext context)
    {
        if (!IsRight(request, clientId))
        {
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        }

        var resource = Query(request, "resource")!;
        var token = EntraToken.For(resource);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["access_token"] = token.Token, ["expires_on"] = token.ExpiresOn.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["resource"] = resource, ["token_type"] = "Bearer",
        }));
    }

    private static bool IsRight(ReceivedRequest request, string? clientId) => request.Method == "GET" && request.Headers.GetValueOrDefault("X-IDENTITY-HEADER") == Secret
        && Query(request, "api-version") == "2019-08-01" && Query(request, "client_id") == clientId && !string.IsNullOrEmpty(Query(request, "resource"));

    private static string? Query(ReceivedRequest request, string name) =>
        QueryHelpers.ParseQuery(request.Target[(request.Target.IndexOf('?', StringComparison.Ordinal) + 1)..]).TryGetValue(name, out var value) ? value.ToString() : null;
}
