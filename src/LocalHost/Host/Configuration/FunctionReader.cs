using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Template;

namespace Smartlinks.LocalHost.Host;

/// <summary>Reads one function.json and refuses what the real host refuses, with <see cref="FormatException"/>.</summary>
internal sealed partial class FunctionReader(AppSettings settings, string routePrefix, RetryPolicy? appRetry, bool proxiesHttp)
{
    public FunctionDefinition Read(string name, string file)
    {
        if (!FunctionName().IsMatch(name))
            throw new FormatException($"'{name}' is not a valid function name: a letter, then up to 127 letters, digits, '_' or '-'.");
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase))
            throw new FormatException("'host' is reserved and cannot be a function's name.");

        var json = JsonSection.Read(file, $"{name}/function.json");
        var bindings = ReadBindings(json);
        var triggers = bindings.Where(static binding => IsTrigger(binding.Type)).ToList();
        if (triggers.Count != 1)
            throw new FormatException(triggers.Count == 0 ? "No trigger binding specified." : "Multiple trigger bindings defined: a function has exactly one.");

        var disabled = json.Flag("disabled") ?? false;
        if (bool.TryParse(settings[$"AzureWebJobs.{name}.Disabled"], out var switchedOff))
            disabled = switchedOff;
        return new FunctionDefinition(name, ReadTrigger(name, triggers[0], bindings), RetryPolicy.Read(json.Section("retry")) ?? appRetry, disabled, json.Element);
    }

    private static List<Binding> ReadBindings(JsonSection json)
    {
        if (json.Find("bindings") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            throw new FormatException("At least one binding must be declared.");
        var bindings = new List<Binding>();
        foreach (var item in list.EnumerateArray())
        {
            var section = new JsonSection(item, "function.json binding");
            var type = section.Text("type") ?? throw section.Wrong("type", "is required");
            var name = section.Text("name") ?? throw section.Wrong("name", $"is required for the {type} binding");
            var direction = section.Text("direction")?.ToLowerInvariant() ?? "in";
            if (!BindingName().IsMatch(name) && name != "$return")
                throw new FormatException($"The binding name '{name}' is invalid: a letter, then up to 127 letters or digits, or $return.");
            if (bindings.Any(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new FormatException($"Multiple bindings with name '{name}' discovered: names must be unique.");
            if (direction is not ("in" or "out" or "inout"))
                throw section.Wrong("direction", "must be in, out or inout");
            if (IsTrigger(type) && direction != "in")
                throw new FormatException($"The trigger binding '{name}' must have the direction in.");
            bindings.Add(new Binding(type.ToLowerInvariant(), name, direction, section));
        }
        return bindings;
    }

    private TriggerDefinition ReadTrigger(string function, Binding trigger, List<Binding> bindings)
    {
        var (type, name, _, json) = trigger;
        switch (type)
        {
            case "httptrigger":
                return ReadHttp(function, trigger, bindings);
            case "queuetrigger":
                var queue = settings.Resolve(json.Text("queueName") ?? throw json.Wrong("queueName", "is required"));
                return QueueName().IsMatch(queue)
                    ? new QueueTriggerDefinition(name, queue, Connection(json), DataType(json))
                    : throw new FormatException($"'{queue}' is not a valid queue name: 3 to 63 lower-case letters, digits and single hyphens.");
            case "timertrigger":
                var schedule = TimerSchedule.Parse(settings.Resolve(json.Text("schedule") ?? throw json.Wrong("schedule", "is required")));
                return new TimerTriggerDefinition(name, schedule, (json.Flag("useMonitor") ?? true) && !schedule.FiresMoreThanOnceAMinute, json.Flag("runOnStartup") ?? false);
            case "eventhubtrigger":
                var hub = settings.Resolve(json.Text("eventHubName") ?? json.Text("path") ?? throw json.Wrong("eventHubName", "is required"));
                var cardinality = json.Text("cardinality")?.ToLowerInvariant() ?? "one";
                if (cardinality is not ("one" or "many"))
                    throw json.Wrong("cardinality", "must be one or many");
                var connection = json.Text("connection") ?? throw json.Wrong("connection", "is required");
                return new EventHubTriggerDefinition(name, hub, connection, settings.Resolve(json.Text("consumerGroup") ?? "$Default"), cardinality == "many", DataType(json));
            default:
                throw new FormatException($"The binding type(s) '{type}' are not registered with this host: httpTrigger, queueTrigger, timerTrigger and eventHubTrigger are.");
        }
    }

    private HttpTriggerDefinition ReadHttp(string function, Binding trigger, List<Binding> bindings)
    {
        var (_, name, _, json) = trigger;
        var route = json.Text("route") is { Length: > 0 } given ? given : function;
        var trimmed = route.Trim('/', ' ');
        // The real host compares the beginning of the text, so administrator and runtimes/x are refused as well.
        if (trimmed.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
            throw new FormatException($"The specified route conflicts with one or more built in routes: '{route}' begins with a reserved word (admin, runtime).");
        var full = string.Join('/', new[] { routePrefix, trimmed }.Where(static part => part.Length > 0));
        try
        {
            _ = TemplateParser.Parse(full);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The route '{route}' is not a route template: {e.Message}", e);
        }

        var level = json.Text("authLevel")?.ToLowerInvariant() switch
        {
            null or "function" => AuthLevel.Function,
            "anonymous" => AuthLevel.Anonymous,
            "admin" => AuthLevel.Admin,
            var other => throw json.Wrong("authLevel", $"is '{other}' and must be anonymous, function or admin"),
        };
        var methods = json.Texts("methods")?.Select(static method => method.ToUpperInvariant()).ToList();
        var inputs = bindings.Count(static binding => binding.Direction != "out");
        var outputs = bindings.Where(static binding => binding.Direction != "in").ToList();
        var http = outputs.FirstOrDefault(static binding => binding.Type == "http")?.Name;
        return new HttpTriggerDefinition(name, full, methods is { Count: > 0 } ? methods : null, level, http, proxiesHttp && inputs == 1 && outputs.Count == 1 && http is not null);
    }

    private static string Connection(JsonSection json) => json.Text("connection") is { Length: > 0 } given ? given : "AzureWebJobsStorage";

    private static TriggerDataType DataType(JsonSection json) => json.Text("dataType")?.ToLowerInvariant() switch
    {
        null or "" => TriggerDataType.None,
        "string" => TriggerDataType.Text,
        "binary" => TriggerDataType.Binary,
        _ => throw json.Wrong("dataType", "must be string or binary (stream is not imitated)"),
    };

    private static bool IsTrigger(string type) => type.EndsWith("trigger", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,127}$")]
    private static partial Regex BindingName();

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex QueueName();

    private sealed record Binding(string Type, string Name, string Direction, JsonSection Json);
}
