using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Mail;

/// <summary>Azure's error bodies: <c>{ "error": { "code", "message" } }</c>, the code also in <c>x-ms-error-code</c>.</summary>
public sealed class MailErrors : IServiceErrors
{
    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.Headers["x-ms-error-code"] = code;
        return SandboxJson.WriteAsync(context, status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
    }

    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "InternalServerError", "The service is not available just now.");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "TooManyRequests", "Too many mails in a short time.");

    public Task WriteQuotaAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "TooManyRequests", "The hour's mails are used up.");

    public Task WriteNothingAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "NotFound", "There is nothing at this address.");
}
