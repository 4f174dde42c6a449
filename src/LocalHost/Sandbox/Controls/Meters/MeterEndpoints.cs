using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>The meters, for whoever wants to know whether a limit was kept. docs/sandbox.md describes them.</summary>
public sealed class MeterEndpoints(SourceMeters meters)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/meters", context =>
            SandboxJson.WriteAsync(context, new JsonObject { ["items"] = SandboxJson.Array(meters.Read().Select(reading => (JsonNode?)reading.ToJson())) }));
        routes.MapDelete("/meters", Reset);
        routes.MapPut("/meters/{source}", SwitchAsync);
    }

    private Task Reset(HttpContext context)
    {
        meters.Reset();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task SwitchAsync(HttpContext context)
    {
        if (!meters.TryGet((string)context.Request.RouteValues["source"]!, out var meter))
        {
            await ControlBody.WriteProblemAsync(context, $"The source is one of {string.Join(", ", SourceLimits.All.Select(limit => limit.Source))}.", StatusCodes.Status404NotFound);
        }
        else if (await ControlBody.ReadAsync(context) is { ValueKind: JsonValueKind.Object } body && TrySwitch(meter, body))
        {
            await SandboxJson.WriteAsync(context, meter.Read().ToJson());
        }
        else
        {
            await ControlBody.WriteProblemAsync(context, $"The body is {{ \"enforced\": false }}, {{ \"enforced\": true }} or {{ \"times\": 1 to {Meter.MostTimes} }}.");
        }
    }

    private static bool TrySwitch(Meter meter, JsonElement body)
    {
        if (body.TryGetProperty("enforced", out var enforced) && enforced.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            meter.Enforce(enforced.GetBoolean());
            return true;
        }

        if (!body.TryGetProperty("times", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var times) || times is < 1 or > Meter.MostTimes) return false;
        meter.Allow(times);
        return true;
    }
}
