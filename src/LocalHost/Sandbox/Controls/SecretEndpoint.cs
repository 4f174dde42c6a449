using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary><c>GET /secrets</c>: what opened something here, for a test that looks for it where it must not be. Nothing of it opens anything outside the sandbox.</summary>
public sealed class SecretEndpoint(SecretRecord secrets)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/secrets", context => SandboxJson.WriteAsync(context, new JsonObject
    {
        ["items"] = SandboxJson.Array(secrets.List().Select(secret => (JsonNode?)new JsonObject { ["source"] = secret.Source, ["kind"] = secret.Kind, ["value"] = secret.Value })),
        ["forgotten"] = secrets.Forgotten,
    }));
}
