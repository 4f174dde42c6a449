using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Mail;

/// <summary>
/// Azure Communication Services Email as far as sending goes, version 2023-03-31: a mail is taken with 202 and an operation to ask after, which is done at once here. Signatures
/// are checked. What is taken lies in the mailbox.
/// </summary>
public sealed class MailSandbox(Mailbox mailbox, string accessKey, TimeProvider time, Func<Uri> baseAddress)
{
    private const string Version = "2023-03-31";
    private const int MostBytes = 10 * 1024 * 1024;

    private readonly SignatureCheck _signature = new(accessKey, time);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mail/emails:send", SendAsync);
        routes.MapGet("/mail/emails/operations/{operation}", WriteOperationAsync);
    }

    private async Task SendAsync(HttpContext context)
    {
        if (await ReadSignedAsync(context) is not { } body)
        {
            return;
        }

        var operation = context.Request.Headers["Operation-Id"].ToString();
        if (operation.Length == 0)
        {
            operation = $"{new Guid(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16))}";
        }

        if (!Guid.TryParse(operation, out _))
        {
            await MailErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidOperationId", "Operation-Id is a UUID.");
        }
        else if (Read(body, operation) is not { Count: > 0 } mails)
        {
            await MailErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidMessage", "A message has senderAddress, content.subject and recipients.to with an address each.");
        }
        else
        {
            foreach (var mail in mails)
            {
                mailbox.Add(mail);
            }

            context.Response.Headers["Operation-Location"] = $"{new Uri(baseAddress(), $"mail/emails/operations/{operation}")}?api-version={Version}";
            context.Response.Headers.RetryAfter = "30";
            await SandboxJson.WriteAsync(context, StatusCodes.Status202Accepted, new JsonObject { ["id"] = operation, ["status"] = "Running", ["error"] = null });
        }
    }

    private async Task WriteOperationAsync(HttpContext context)
    {
        if (await ReadSignedAsync(context) is null)
        {
            return;
        }

        var operation = (string)context.Request.RouteValues["operation"]!;
        await (mailbox.List().Any(mail => mail.Id == operation)
            ? SandboxJson.WriteAsync(context, new JsonObject { ["id"] = operation, ["status"] = "Succeeded", ["error"] = null })
            : new MailErrors().WriteNothingAsync(context));
    }

    /// <summary>Null when the request was refused.</summary>
    private async Task<byte[]?> ReadSignedAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (_signature.FindProblem(context, body.ToArray()) is { } problem)
        {
            await MailErrors.WriteAsync(context, StatusCodes.Status401Unauthorized, "Denied", problem + ".");
        }
        else if (context.Request.Query["api-version"] != Version)
        {
            await MailErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "UnsupportedApiVersion", $"The sandbox speaks api-version {Version}.");
        }
        else if (body.Length > MostBytes)
        {
            await MailErrors.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestTooLarge", "A request has at most 10 MB.");
        }
        else
        {
            return body.ToArray();
        }

        return null;
    }

    private static List<SentMail>? Read(byte[] body, string operation)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var (message, content) = (json.RootElement, json.RootElement.GetProperty("content"));
            var headers = message.TryGetProperty("headers", out var given) ? given.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!) : [];
            var (from, subject) = (message.GetProperty("senderAddress").GetString()!, content.GetProperty("subject").GetString()!);
            return message.GetProperty("recipients").GetProperty("to").EnumerateArray()
                .Select(to => new SentMail(operation, default, from, to.GetProperty("address").GetString()!, subject, Text(content, "plainText"), Text(content, "html"), headers)).ToList();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string Text(JsonElement content, string name) => content.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
