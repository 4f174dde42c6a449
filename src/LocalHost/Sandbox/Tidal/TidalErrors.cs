using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>TIDAL's error documents: <c>{ "errors": [ { "status", "code", "detail", "source" } ] }</c> (JSON:API 1.0 §7.2), and OAuth's at the token endpoint.</summary>
public sealed class TidalErrors : IServiceErrors
{
    public const string MediaType = "application/vnd.api+json";

    public static Task WriteAsync(HttpContext context, int status, string code, string detail, string? parameter = null)
    {
        var error = new JsonObject { ["status"] = status.ToString(CultureInfo.InvariantCulture), ["code"] = code, ["detail"] = detail };
        if (parameter is not null)
        {
            error["source"] = new JsonObject { ["parameter"] = parameter };
        }

        return WriteDocumentAsync(context, status, new JsonObject { ["errors"] = SandboxJson.Array([error]) });
    }

    public static Task WriteNotFoundAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "NOT_FOUND", "Resource not found");

    public static Task WriteInvalidAsync(HttpContext context, string parameter, string detail) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "INVALID_REQUEST", detail, parameter);

    public static Task WriteOAuthAsync(HttpContext context, int status, string error, string description) => SandboxJson.WriteAsync(
        context, status, new JsonObject { ["status"] = status, ["error"] = error, ["error_description"] = description });

    public static Task WriteDocumentAsync(HttpContext context, int status, JsonObject document) => WriteDocumentAsync(context, status, document.ToJsonString(SandboxJson.Options));

    public static Task WriteDocumentAsync(HttpContext context, int status, string document)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        return context.Response.WriteAsync(document, context.RequestAborted);
    }

    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "INTERNAL_SERVER_ERROR", "Internal server error");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "RATE_LIMITED", "Rate limit exceeded");

    /// <summary>TIDAL publishes no quota; this is one in the form of its errors.</summary>
    public Task WriteQuotaAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "QUOTA_EXCEEDED", "Quota exceeded");

    /// <summary>An empty list, or 404 for one resource.</summary>
    public Task WriteNothingAsync(HttpContext context) => context.Request.Path.Value is "/tidal/v2/tracks" or "/tidal/v2/albums"
        ? WriteDocumentAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["data"] = new JsonArray(),
            ["links"] = new JsonObject { ["self"] = context.Request.Path.Value["/tidal/v2".Length..] + context.Request.QueryString },
        })
        : WriteNotFoundAsync(context);
}
