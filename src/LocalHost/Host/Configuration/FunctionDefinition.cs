using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>How the trigger's payload is handed over (<c>dataType</c> in function.json). <see cref="None"/>: not given.</summary>
public enum TriggerDataType
{
    None,
    Text,
    Binary,
}

/// <summary>Who may call an HTTP function. <see cref="Function"/> is what the host assumes when function.json does not say.</summary>
public enum AuthLevel
{
    Anonymous,
    Function,
    Admin,
}

/// <summary>What starts a function. <see cref="BindingName"/> is the name of the value in the payload's <c>Data</c>.</summary>
public abstract record TriggerDefinition(string BindingName);

/// <param name="Route">With the route prefix; an ASP.NET Core template without a leading slash.</param>
/// <param name="Methods">Upper case; null for all.</param>
/// <param name="OutputName">The http output binding's name; null when there is none.</param>
/// <param name="IsProxied">Exactly one httpTrigger in and one http out: the request itself reaches the handler. Otherwise the JSON envelope does.</param>
public sealed record HttpTriggerDefinition(string BindingName, string Route, IReadOnlyList<string>? Methods, AuthLevel AuthLevel, string? OutputName, bool IsProxied)
    : TriggerDefinition(BindingName);

public sealed record QueueTriggerDefinition(string BindingName, string QueueName, string Connection, TriggerDataType DataType) : TriggerDefinition(BindingName);

/// <param name="UseMonitor">False when the schedule may fire more than once a minute, whatever function.json says.</param>
public sealed record TimerTriggerDefinition(string BindingName, TimerSchedule Schedule, bool UseMonitor, bool RunOnStartup) : TriggerDefinition(BindingName);

public sealed record EventHubTriggerDefinition(string BindingName, string EventHubName, string Connection, string ConsumerGroup, bool IsMany, TriggerDataType DataType)
    : TriggerDefinition(BindingName);

/// <summary>One <c>&lt;Name&gt;/function.json</c> that the host accepts.</summary>
/// <param name="Retry">Null: a failed invocation is not repeated.</param>
/// <param name="IsDisabled">Known to the host, never started by its trigger.</param>
public sealed record FunctionDefinition(string Name, TriggerDefinition Trigger, RetryPolicy? Retry, bool IsDisabled, JsonElement Json);
