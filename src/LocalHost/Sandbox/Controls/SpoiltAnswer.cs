using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>Answers that came and are no good: what stands between a client and a service, or a service in trouble, sends now and then.</summary>
public static class SpoiltAnswer
{
    /// <summary>Where <see cref="RedirectAsync"/> leads; answers with <see cref="WriteSignInAsync"/>.</summary>
    public const string ElsewherePath = "/elsewhere";

    public static Task WriteMalformedAsync(HttpContext context) =>
        SandboxJson.WriteTextAsync(context, StatusCodes.Status200OK, """{"id":1,"title":"Half an ans""");

    /// <summary>A page for people with status 200, as a proxy or a consent wall puts in the way.</summary>
    public static Task WriteSignInAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            "<!doctype html><html lang=en><title>Sign in</title><h1>Sign in to continue</h1><form method=post><input name=user><input name=password type=password><button>Sign in</button></form></html>",
            context.RequestAborted);
    }

    /// <summary>What a gateway says whose route to the service is missing: a 404 that the service had no part in.</summary>
    public static Task WriteGatewayNotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync("<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1><hr>gateway</body></html>", context.RequestAborted);
    }

    /// <summary>To another authority: the same machine by another name, so that who follows is seen to follow.</summary>
    public static Task RedirectAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = $"http://localhost:{context.Connection.LocalPort}{ElsewherePath}";
        return Task.CompletedTask;
    }

    /// <summary>Headers, then nothing until the client gives up or the sandbox stops.</summary>
    public static async Task HangAsync(HttpContext context)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.StartAsync(over.Token);
        await context.Response.Body.FlushAsync(over.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    /// <summary>The true answer, announced at its length and half sent.</summary>
    public static async Task TruncateAsync(HttpContext context, RequestDelegate next)
    {
        var body = await CaptureAsync(context, next);
        context.Response.ContentLength = body.Length;
        // Kestrel closes a connection on which fewer bytes went out than were announced.
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
    }

    /// <summary>The true answer with the names it has and other kinds of values. What is no JSON becomes JSON nobody expects.</summary>
    public static async Task TwistAsync(HttpContext context, RequestDelegate next)
    {
        var body = await CaptureAsync(context, next);
        var twisted = TryParse(body, out var answer) ? Twist(answer) : new JsonArray(new JsonArray(), null, 7);
        await SandboxJson.WriteAsync(context, context.Response.StatusCode, twisted!);
    }

    private static JsonNode? Twist(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject shape:
                return new JsonObject(shape.Select(property => KeyValuePair.Create(property.Key, Twist(property.Value))));
            case JsonArray { Count: 0 }:
                return new JsonObject();
            case JsonArray items:
                return new JsonArray([.. items.Select(Twist), null]);
        }

        return node?.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>().Length,
            JsonValueKind.Number => node.ToJsonString(),
            null => new JsonArray(),
            _ => new JsonObject { ["is"] = node.GetValue<bool>() },
        };
    }

    private static bool TryParse(byte[] body, out JsonNode? answer)
    {
        try
        {
            answer = JsonNode.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            answer = null;
            return false;
        }
    }

    private static async Task<byte[]> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        var response = context.Response.Body;
        using var captured = new MemoryStream();
        context.Response.Body = captured;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Response.Body = response;
        }

        context.Response.ContentLength = null;
        return captured.ToArray();
    }
}
