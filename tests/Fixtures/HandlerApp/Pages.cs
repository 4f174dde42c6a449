using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Smartlinks.Fixtures.HandlerApp;

/// <summary>The paths a test can ask for through the host.</summary>
internal sealed class Pages(HandlerSettings settings)
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task HandleAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/" => context.Response.WriteAsync("ready"),
        "/api/environment" => WriteAsync(context, new { settings.All, folder = Environment.CurrentDirectory, arguments = Environment.GetCommandLineArgs()[1..] }),
        "/api/stream" => StreamAsync(context),
        "/api/release" => ReleaseAsync(),
        "/api/hang" => HangAsync(context),
        "/api/hanging" => hanging.Task.WaitAsync(TimeSpan.FromSeconds(20)),
        "/api/aborted" => aborted.Task.WaitAsync(TimeSpan.FromSeconds(20)),
        "/api/exit" => ExitAsync(context),
        "/api/answer" => AnswerAsync(context),
        "/api/print" => PrintAsync(context),
        _ => EchoAsync(context),
    };

    private static async Task EchoAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await WriteAsync(context, new
        {
            method = context.Request.Method,
            target = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            headers = Seen.Headers(context.Request),
            bodyLength = body.Length,
            body = Convert.ToBase64String(body.GetBuffer(), 0, (int)Math.Min(body.Length, 4096)),
        });
    }

    // The second piece waits for another request, so a test that sees the first one proves streaming without measuring time.
    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: first\n\n");
        await context.Response.Body.FlushAsync();
        await released.Task;
        await context.Response.WriteAsync("data: second\n\n");
    }

    private Task ReleaseAsync()
    {
        released.TrySetResult();
        return Task.CompletedTask;
    }

    private async Task HangAsync(HttpContext context)
    {
        hanging.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            aborted.TrySetResult();
        }
    }

    private static Task ExitAsync(HttpContext context)
    {
        Environment.Exit(int.Parse(context.Request.Query["code"]!, CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    // ?status=302&header=Name:value&body=text
    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = int.Parse(context.Request.Query["status"]!, CultureInfo.InvariantCulture);
        foreach (var header in context.Request.Query["header"])
        {
            var parts = header!.Split(':', 2);
            context.Response.Headers.Append(parts[0], parts[1]);
        }
        return context.Request.Query["body"] is [{ } body, ..] ? context.Response.WriteAsync(body) : Task.CompletedTask;
    }

    private static async Task PrintAsync(HttpContext context)
    {
        await Console.Out.WriteAsync(context.Request.Query["out"] + Environment.NewLine);
        await Console.Error.WriteAsync(context.Request.Query["error"] + Environment.NewLine);
    }

    private static Task WriteAsync(HttpContext context, object value)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(value));
    }
}
