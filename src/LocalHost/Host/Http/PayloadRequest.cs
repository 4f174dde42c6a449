using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// An HTTP function whose bindings are more than one trigger and one answer: the request travels in the JSON envelope, and the answer is
/// what the output binding holds. Other output bindings are not imitated.
/// </summary>
internal sealed class PayloadRequest(FunctionInvoker invoker, TimeProvider clock)
{
    public async Task HandleAsync(HttpContext context, FunctionDefinition function, RouteValueDictionary routeValues)
    {
        var trigger = (HttpTriggerDefinition)function.Trigger;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = BindingData.Json(writer => WriteRequest(writer, context.Request, routeValues, body));
        var metadata = Invocation.MetadataFor(function, clock);
        foreach (var (name, value) in context.Request.Query)
            metadata.Set(name, value.ToString());
        metadata.Merge(body);
        var invocation = new Invocation(function, new BindingData().Set(trigger.BindingName, new InlineJson(request)), metadata);
        await AnswerAsync(context.Response, trigger, await invoker.InvokeAsync(invocation));
    }

    private static void WriteRequest(Utf8JsonWriter writer, HttpRequest request, RouteValueDictionary routeValues, string body)
    {
        writer.WriteStartObject();
        writer.WriteString("Url", request.GetEncodedUrl());
        writer.WriteString("Method", request.Method);
        writer.WriteStartObject("Query");
        foreach (var (name, value) in request.Query)
            writer.WriteString(name, value.ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("Headers");
        foreach (var (name, values) in request.Headers)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.WriteStartObject("Params");
        foreach (var (name, value) in routeValues)
            writer.WriteString(name, value?.ToString());
        writer.WriteEndObject();
        writer.WriteString("Body", body);
        writer.WriteEndObject();
    }

    private static async Task AnswerAsync(HttpResponse response, HttpTriggerDefinition trigger, InvocationResult result)
    {
        if (!result.Succeeded)
        {
            response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }
        var output = trigger.OutputName == "$return" || trigger.OutputName is null
            ? result.ReturnValue
            : new JsonSection(result.Outputs, "Outputs").Find(trigger.OutputName) ?? default;
        if (output.ValueKind != JsonValueKind.Object)
        {
            await WriteBodyAsync(response, output);
            return;
        }
        var answer = new JsonSection(output, "Outputs");
        response.StatusCode = StatusOf(answer) ?? StatusCodes.Status200OK;
        foreach (var header in answer.Section("headers") is { Exists: true } headers ? headers.Element.EnumerateObject() : default)
            response.Headers[header.Name] = header.Value.ToString();
        await WriteBodyAsync(response, answer.Find("body") ?? default);
    }

    private static int? StatusOf(JsonSection answer) => (answer.Find("statusCode") ?? answer.Find("status")) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var status) => status,
        { ValueKind: JsonValueKind.String } text when int.TryParse(text.GetString(), out var status) => status,
        _ => null,
    };

    private static Task WriteBodyAsync(HttpResponse response, JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => Task.CompletedTask,
        JsonValueKind.String => response.WriteAsync(body.GetString()!),
        _ => response.WriteAsync(body.GetRawText()),
    };
}
