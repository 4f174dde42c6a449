using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>How to start the handler (host.json's <c>customHandler.description</c>).</summary>
/// <param name="Executable">A full path when the file is in the app folder, else a command on PATH.</param>
/// <param name="Arguments">Joined with a blank and not quoted, as the real host does it.</param>
/// <param name="Port">Null: a free loopback port, picked once for each host configuration.</param>
public sealed record HandlerDescription(string Executable, string WorkingDirectory, string Arguments, TimeSpan InitializationTimeout, int? Port);

/// <summary>host.json's <c>extensions.queues</c>. <see cref="VisibilityTimeout"/> is the pause after a failed run, not the lease.</summary>
public sealed record QueueSettings(int BatchSize, int NewBatchThreshold, int MaxDequeueCount, TimeSpan VisibilityTimeout, TimeSpan MaxPollingInterval);

/// <summary>Where a consumer group without a checkpoint begins.</summary>
public enum InitialOffset
{
    FromStart,
    FromEnd,
    FromEnqueuedTime,
}

/// <summary>host.json's <c>extensions.eventHubs</c>. <see cref="MaxWaitTime"/> counts only when <see cref="MinEventBatchSize"/> is above 1.</summary>
public sealed record EventHubSettings(int MaxEventBatchSize, int MinEventBatchSize, TimeSpan MaxWaitTime, int BatchCheckpointFrequency, InitialOffset InitialOffset, DateTimeOffset InitialTime);

/// <summary>
/// An app folder as the host reads it: host.json and every <c>&lt;Function&gt;/function.json</c>.
/// What the real host refuses as a whole throws <see cref="HostConfigurationException"/>; a function it refuses alone is in
/// <see cref="Errors"/>. <see cref="Functions"/> are ordered by name without case: the order in which routes are tried.
/// </summary>
public sealed record HostConfiguration(string AppFolder, HandlerDescription Handler, TimeSpan? FunctionTimeout, string RoutePrefix,
    QueueSettings Queues, EventHubSettings EventHubs, IReadOnlyList<FunctionDefinition> Functions, IReadOnlyList<FunctionError> Errors)
{
    /// <param name="appFolder">Holds host.json.</param>
    public static HostConfiguration Load(string appFolder, AppSettings settings)
    {
        var root = Path.GetFullPath(appFolder);
        var file = Path.Combine(root, "host.json");
        if (!File.Exists(file))
            throw new HostConfigurationException($"There is no host.json in '{root}'.");
        try
        {
            var json = JsonSection.Read(file, "host.json");
            if (json.Text("version") != "2.0")
                throw json.Wrong("version", "must be \"2.0\"");
            return Read(root, json, settings);
        }
        catch (FormatException e)
        {
            throw new HostConfigurationException(e.Message, e);
        }
    }

    private static HostConfiguration Read(string root, JsonSection json, AppSettings settings)
    {
        var handler = json.Section("customHandler");
        if (!handler.Exists)
            throw new FormatException("host.json: 'customHandler' is missing: this host runs custom handlers only.");
        var proxies = handler.Flag("enableProxyingHttpRequest") ?? false;
        if (!proxies && (handler.Flag("enableForwardingHttpRequest") ?? false))
            throw handler.Wrong("enableForwardingHttpRequest", "alone is not imitated: set enableProxyingHttpRequest, which wins over it anyway");

        var extensions = json.Section("extensions");
        var prefix = (extensions.Section("http").Text("routePrefix") ?? "api").Trim('/');
        var reader = new FunctionReader(settings, prefix, RetryPolicy.Read(json.Section("retry")), proxies);
        var (functions, errors) = ReadFunctions(root, reader);
        return new HostConfiguration(root, ReadDescription(root, handler, settings), ReadTimeout(json), prefix,
            ReadQueues(extensions.Section("queues")), ReadEventHubs(extensions.Section("eventHubs")), functions, errors);
    }

    private static HandlerDescription ReadDescription(string root, JsonSection handler, AppSettings settings)
    {
        var description = handler.Section("description");
        if (!description.Exists)
            throw new FormatException("host.json: missing worker description: 'customHandler.description' is required.");
        var path = settings.ResolveOrRemove(description.Text("defaultExecutablePath") ?? "");
        if (string.IsNullOrWhiteSpace(path))
            throw new FormatException("host.json: 'customHandler.description.defaultExecutablePath' cannot be empty.");
        var workerFolder = Path.Combine(root, description.Text("workerDirectory") ?? "");
        var inApp = Path.Combine(workerFolder, path);
        var arguments = (description.Texts("arguments") ?? []).Concat(description.Texts("workerArguments") ?? []).Select(settings.ResolveOrRemove);
        var timeout = handler.Duration("initializationTimeout") ?? TimeSpan.FromSeconds(30);
        if (timeout <= TimeSpan.Zero)
            throw handler.Wrong("initializationTimeout", "must be above zero");
        return new HandlerDescription(File.Exists(inApp) ? inApp : path, Path.Combine(root, description.Text("workingDirectory") ?? ""),
            string.Join(' ', arguments), timeout, handler.Integer("port", 1, 65535));
    }

    private static TimeSpan? ReadTimeout(JsonSection json)
    {
        if (json.Text("functionTimeout") == "-1")
            return null;
        var timeout = json.Duration("functionTimeout") ?? TimeSpan.FromMinutes(30);
        if (timeout < TimeSpan.Zero)
            return null;
        return timeout >= TimeSpan.FromSeconds(1) ? timeout : throw json.Wrong("functionTimeout", "must be at least one second, or -1");
    }

    private static QueueSettings ReadQueues(JsonSection json)
    {
        var encoding = json.Text("messageEncoding")?.ToLowerInvariant() ?? "base64";
        if (encoding != "base64")
            throw json.Wrong("messageEncoding", "must be base64 here: the app's own queue client sends base64");
        var batch = json.Integer("batchSize", 1, 32) ?? 16;
        var polling = json.Duration("maxPollingInterval") ?? TimeSpan.FromMinutes(1);
        if (polling < TimeSpan.FromMilliseconds(100))
            throw json.Wrong("maxPollingInterval", "must be at least 100 ms");
        var visibility = json.Duration("visibilityTimeout") ?? TimeSpan.Zero;
        return visibility >= TimeSpan.Zero && visibility <= TimeSpan.FromDays(7)
            ? new QueueSettings(batch, json.Integer("newBatchThreshold", 0, int.MaxValue) ?? batch / 2 * Environment.ProcessorCount,
                json.Integer("maxDequeueCount", 1, int.MaxValue) ?? 5, visibility, polling)
            : throw json.Wrong("visibilityTimeout", "must be from zero to 7 days");
    }

    private static EventHubSettings ReadEventHubs(JsonSection json)
    {
        var most = json.Integer("maxEventBatchSize", 1, int.MaxValue) ?? 100;
        var least = json.Integer("minEventBatchSize", 1, int.MaxValue) ?? 1;
        if (least > most)
            throw json.Wrong("minEventBatchSize", "must not be above maxEventBatchSize");
        var wait = json.Duration("maxWaitTime") ?? TimeSpan.FromSeconds(60);
        if (wait <= TimeSpan.Zero || wait > TimeSpan.FromMinutes(10))
            throw json.Wrong("maxWaitTime", "must be above zero and at most 10 minutes");
        var initial = json.Section("initialOffsetOptions");
        var type = initial.Text("type")?.ToLowerInvariant() switch
        {
            null or "fromstart" => InitialOffset.FromStart,
            "fromend" => InitialOffset.FromEnd,
            "fromenqueuedtime" => InitialOffset.FromEnqueuedTime,
            _ => throw initial.Wrong("type", "must be fromStart, fromEnd or fromEnqueuedTime"),
        };
        var time = DateTimeOffset.MinValue;
        if (type == InitialOffset.FromEnqueuedTime && (initial.Find("enqueuedTimeUtc") is not { ValueKind: JsonValueKind.String } text || !text.TryGetDateTimeOffset(out time)))
            throw initial.Wrong("enqueuedTimeUtc", "is required for fromEnqueuedTime and must be a UTC time");
        return new EventHubSettings(most, least, wait, json.Integer("batchCheckpointFrequency", 1, int.MaxValue) ?? 1, type, time);
    }

    private static (List<FunctionDefinition>, List<FunctionError>) ReadFunctions(string root, FunctionReader reader)
    {
        var functions = new List<FunctionDefinition>();
        var errors = new List<FunctionError>();
        var folders = Directory.EnumerateDirectories(root).Select(static folder => Path.GetFileName(folder))
            .Order(StringComparer.OrdinalIgnoreCase).ThenBy(static name => name, StringComparer.Ordinal);
        foreach (var name in folders)
        {
            var file = Path.Combine(root, name, "function.json");
            if (!File.Exists(file))
                continue;
            try
            {
                var function = reader.Read(name, file);
                if (functions.Any(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                    throw new FormatException($"Two functions are named '{name}'.");
                RefuseTakenRoute(function, functions);
                functions.Add(function);
            }
            catch (FormatException e)
            {
                errors.Add(new FunctionError(name, e.Message));
            }
        }
        return (functions, errors);
    }

    private static void RefuseTakenRoute(FunctionDefinition function, List<FunctionDefinition> earlier)
    {
        if (function.Trigger is not HttpTriggerDefinition trigger)
            return;
        foreach (var other in earlier)
        {
            if (other.Trigger is HttpTriggerDefinition taken && taken.Route.Equals(trigger.Route, StringComparison.OrdinalIgnoreCase)
                && (trigger.Methods is null || taken.Methods is null || trigger.Methods.Intersect(taken.Methods).Any()))
                throw new FormatException($"The route specified conflicts with the route defined by function '{other.Name}'.");
        }
    }
}
