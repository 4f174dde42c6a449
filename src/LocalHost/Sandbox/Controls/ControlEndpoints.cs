using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>The sandbox's own switches: the clock, the faults and the log of requests. docs/sandbox.md lists them.</summary>
public sealed class ControlEndpoints(FaultBoard faults, RequestLog requests, SandboxOptions options, IReadOnlyDictionary<string, IFaultSwitch> switches)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clock", WriteClockAsync);
        routes.MapPut("/clock", MoveClockAsync);
        routes.MapDelete("/clock", context => MoveAsync(context, TimeSpan.Zero));
        routes.MapGet("/faults", WriteFaultsAsync);
        routes.MapGet("/faults/{service}", WriteFaultsOfAsync);
        routes.MapPut("/faults/{service}", SetFaultsAsync);
        routes.MapDelete("/faults/{service}", DeleteFaultsAsync);
        routes.MapDelete("/faults", DeleteAllFaultsAsync);
        routes.MapGet("/requests", WriteRequestsAsync);
        routes.MapDelete("/requests", ClearRequestsAsync);
    }

    private Task WriteClockAsync(HttpContext context) => SandboxJson.WriteAsync(context, new JsonObject
    {
        ["now"] = options.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["offsetSeconds"] = Math.Round(options.Clock.Offset.TotalSeconds, 3),
    });

    private async Task MoveClockAsync(HttpContext context)
    {
        if (await ControlBody.ReadAsync(context) is { ValueKind: JsonValueKind.Object } body && TryReadOffset(body, out var offset))
        {
            await MoveAsync(context, offset);
        }
        else
        {
            await ControlBody.WriteProblemAsync(context, "The body is { \"now\": \"2026-12-04T00:00:00Z\" } or { \"offsetSeconds\": 3600 }, between the years 1970 and 2200.");
        }
    }

    private bool TryReadOffset(JsonElement body, out TimeSpan offset)
    {
        offset = default;
        var real = options.Clock.GetUtcNow() - options.Clock.Offset;
        if (body.TryGetProperty("now", out var now))
        {
            // Without its zone an instant is a guess.
            var valid = now.ValueKind == JsonValueKind.String && now.GetString()!.EndsWith('Z') && now.TryGetDateTimeOffset(out var instant) && IsInReach(instant);
            offset = valid ? now.GetDateTimeOffset() - real : default;
            return valid;
        }

        if (!body.TryGetProperty("offsetSeconds", out var seconds) || seconds.ValueKind != JsonValueKind.Number || Math.Abs(seconds.GetDouble()) > 1e10)
        {
            return false;
        }

        offset = TimeSpan.FromSeconds(seconds.GetDouble());
        return IsInReach(real + offset);
    }

    private static bool IsInReach(DateTimeOffset instant) => instant.Year is >= 1970 and <= 2200;

    private async Task MoveAsync(HttpContext context, TimeSpan offset)
    {
        options.Clock.SetOffset(offset);
        if (options.OnClockMovedAsync is { } tell)
        {
            await tell(options.Clock.GetUtcNow(), context.RequestAborted);
        }

        await WriteClockAsync(context);
    }

    private Task WriteFaultsAsync(HttpContext context)
    {
        var body = new JsonObject();
        foreach (var service in ServicePaths.All.Where(service => faults.Get(service).Count > 0))
        {
            body[service.Id] = Describe(service);
        }

        foreach (var (name, machine) in switches.Where(entry => entry.Value.IsOn))
        {
            body[name] = machine.Describe();
        }

        return SandboxJson.WriteAsync(context, body);
    }

    private Task WriteFaultsOfAsync(HttpContext context) =>
        FindSwitch(context) is { } machine ? SandboxJson.WriteAsync(context, machine.Describe())
        : TryReadService(context, out var service) ? SandboxJson.WriteAsync(context, Describe(service))
        : WriteUnknownServiceAsync(context);

    private async Task SetFaultsAsync(HttpContext context)
    {
        if (FindSwitch(context) is { } machine)
        {
            await SetAsync(context, machine);
        }
        else if (!TryReadService(context, out var service))
        {
            await WriteUnknownServiceAsync(context);
        }
        else if (await ControlBody.ReadAsync(context) is not { } body)
        {
            await ControlBody.WriteProblemAsync(context, "The body is not JSON.");
        }
        else if (!Fault.TryRead(body, out var read, out var problem))
        {
            await ControlBody.WriteProblemAsync(context, problem);
        }
        else
        {
            faults.Set(service, read);
            await SandboxJson.WriteAsync(context, Describe(service));
        }
    }

    private static async Task SetAsync(HttpContext context, IFaultSwitch machine)
    {
        if (await ControlBody.ReadAsync(context) is not { ValueKind: JsonValueKind.Object } body)
        {
            await ControlBody.WriteProblemAsync(context, "The body is an object of switches.");
        }
        else if (await machine.SetAsync(body, context.RequestAborted) is { } problem)
        {
            await ControlBody.WriteProblemAsync(context, problem);
        }
        else
        {
            await SandboxJson.WriteAsync(context, machine.Describe());
        }
    }

    private async Task DeleteFaultsAsync(HttpContext context)
    {
        if (FindSwitch(context) is { } machine)
        {
            await SwitchOffAsync(machine, context.RequestAborted);
        }
        else if (TryReadService(context, out var service))
        {
            faults.Delete(service);
        }
        else
        {
            await WriteUnknownServiceAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task DeleteAllFaultsAsync(HttpContext context)
    {
        foreach (var service in ServicePaths.All)
        {
            faults.Delete(service);
        }

        foreach (var machine in switches.Values.Where(machine => machine.IsOn))
        {
            await SwitchOffAsync(machine, context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task SwitchOffAsync(IFaultSwitch machine, CancellationToken cancellationToken)
    {
        using var nothing = JsonDocument.Parse("{}");
        await machine.SetAsync(nothing.RootElement, cancellationToken);
    }

    private Task WriteRequestsAsync(HttpContext context)
    {
        var service = context.Request.Query["service"].ToString();
        var items = requests.List(service.Length > 0 ? service : null);
        return SandboxJson.WriteAsync(context, new JsonObject { ["items"] = JsonSerializer.SerializeToNode(items, SandboxJson.Options) });
    }

    private Task ClearRequestsAsync(HttpContext context)
    {
        requests.Clear();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private JsonObject Describe(SandboxSource service)
    {
        var body = new JsonObject();
        foreach (var fault in faults.Get(service))
        {
            var details = new JsonObject { ["value"] = fault.Value, ["times"] = fault.Times };
            if (fault.Fan is not null) details["fan"] = fault.Fan;
            body[fault.Name] = details;
        }

        return body;
    }

    private IFaultSwitch? FindSwitch(HttpContext context) => switches.GetValueOrDefault((string)context.Request.RouteValues["service"]!);

    private static bool TryReadService(HttpContext context, out SandboxSource service)
    {
        var known = ServicePaths.TryParse((string)context.Request.RouteValues["service"]!, out var found);
        service = found!;
        return known;
    }

    private Task WriteUnknownServiceAsync(HttpContext context) =>
        ControlBody.WriteProblemAsync(context, $"The service is one of {string.Join(", ", [.. ServicePaths.All.Select(service => service.Id), .. switches.Keys])}.", StatusCodes.Status404NotFound);
}
