using System.Text.Json;

namespace Smartlinks.Fixtures.HandlerApp;

/// <summary>Records what the host posts for an event and answers as the script file says (default: a proper empty answer).</summary>
internal sealed class Events(HandlerSettings settings)
{
    private readonly Lock gate = new();

    public async Task HandleAsync(HttpContext context)
    {
        Record(new
        {
            function = context.Request.Path.Value![1..],
            headers = Seen.Headers(context.Request),
            body = await Seen.TextAsync(context.Request),
        });
        while (Script() == "hang")
            await Task.Delay(10, context.RequestAborted);
        await AnswerAsync(context, Script());
    }

    private static async Task AnswerAsync(HttpContext context, string script)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        switch (script)
        {
            case "fail":
                response.StatusCode = 500;
                break;
            case "empty":
                break;
            case "null":
                await response.WriteAsync("null");
                break;
            case "text":
                response.ContentType = "text/plain";
                await response.WriteAsync("{}");
                break;
            case "broken":
                await response.WriteAsync("{\"Outputs\":");
                break;
            case "array":
                await response.WriteAsync("[]");
                break;
            case "logs":
                await response.WriteAsync("{\"outputs\":{},\"LOGS\":[\"first line\",\"second line\"],\"ReturnValue\":null}");
                break;
            case "http":
                await response.WriteAsync("{\"Outputs\":{\"res\":{\"statusCode\":202,\"headers\":{\"X-Made-By\":\"payload\"},\"body\":\"accepted\"}}}");
                break;
            case ['e', 'x', 'i', 't', ' ', .. var code]:
                Environment.Exit(int.Parse(code, System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                await response.WriteAsync("{\"Outputs\":{},\"Logs\":[],\"ReturnValue\":null}");
                break;
        }
    }

    private void Record(object item)
    {
        if (settings.RecordFile is null)
            return;
        lock (gate)
            File.AppendAllText(settings.RecordFile, JsonSerializer.Serialize(item) + "\n");
    }

    private string Script() => settings.ScriptFile is { } file && File.Exists(file) ? File.ReadAllText(file).Trim() : "ok";
}
