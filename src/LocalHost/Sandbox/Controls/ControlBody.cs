using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>What the sandbox's own switches read and how they refuse.</summary>
internal static class ControlBody
{
    /// <summary>Null when the body is no JSON.</summary>
    public static async Task<JsonElement?> ReadAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static Task WriteProblemAsync(HttpContext context, string detail, int status = StatusCodes.Status400BadRequest) =>
        SandboxJson.WriteAsync(context, status, new JsonObject { ["title"] = "The sandbox cannot do that.", ["status"] = status, ["detail"] = detail });
}
