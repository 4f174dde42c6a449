using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>Stripe's error bodies: <c>{ "error": { "type", "code", "message", "param" } }</c>.</summary>
public sealed class StripeErrors : IServiceErrors
{
    public static JsonObject Body(string type, string? code, string message, string? parameter = null)
    {
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code is not null) error["code"] = code;
        if (parameter is not null) error["param"] = parameter;
        return new JsonObject { ["error"] = error };
    }

    public Task WriteServerErrorAsync(HttpContext context, int status) => SandboxJson.WriteAsync(context, status, Body("api_error", null, "An unknown error occurred."));

    public Task WriteRateLimitAsync(HttpContext context) => SandboxJson.WriteAsync(context, StatusCodes.Status429TooManyRequests, Body("invalid_request_error", "rate_limit", "Request rate limit exceeded."));

    public Task WriteQuotaAsync(HttpContext context) => WriteRateLimitAsync(context);

    public Task WriteNothingAsync(HttpContext context) => SandboxJson.WriteAsync(context, StatusCodes.Status404NotFound, Body("invalid_request_error", "resource_missing", "No such object.", "id"));
}
