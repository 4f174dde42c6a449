using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Text;

/// <summary>
/// Runs inside of every process of a LocalHost that is started with <c>DOTNET_STARTUP_HOOKS</c>: writes down all traces, and the events of HTTP, that a collector of telemetry
/// would get. It must not need anything but the platform.
/// </summary>
#pragma warning disable CA1050 // The platform looks for this very name.
internal static class StartupHook
#pragma warning restore CA1050
{
    public const string FolderSetting = "SMARTLINKS_TESTS_HEARD";

    private static readonly Lock s_lock = new();
    private static StreamWriter? s_file;
    private static EventListener? s_events;

    public static void Initialize()
    {
#pragma warning disable RS0030 // There is no configuration yet to read it through.
        if (Environment.GetEnvironmentVariable(FolderSetting) is not { Length: > 0 } folder) return;
#pragma warning restore RS0030
        s_file = new StreamWriter(Path.Combine(folder, $"{Environment.ProcessId}.heard"), append: true) { AutoFlush = true };
        s_events = new HttpEvents();
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Write(Describe(activity)),
        });
    }

    private static string Describe(Activity activity)
    {
        var text = new StringBuilder($"trace {activity.Source.Name} {activity.DisplayName} {activity.StatusDescription}");
        foreach (var (name, value) in activity.TagObjects) text.Append(' ').Append(name).Append('=').Append(value);
        foreach (var (name, value) in activity.Baggage) text.Append(' ').Append(name).Append('=').Append(value);
        foreach (var each in activity.Events) text.Append(' ').Append(each.Name).Append(' ').AppendJoin(' ', each.Tags);
        return text.ToString();
    }

    private static void Write(string line)
    {
        lock (s_lock) s_file?.WriteLine(line);
    }

    private sealed class HttpEvents : EventListener
    {
        private static readonly string[] s_sources = ["System.Net.Http", "Microsoft.AspNetCore.Hosting", "Microsoft-AspNetCore-Server-Kestrel", "Azure-Core"];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (Array.IndexOf(s_sources, eventSource.Name) >= 0) EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Write($"event {eventData.EventSource.Name} {eventData.EventName} {string.Join(' ', eventData.Payload ?? (IReadOnlyCollection<object?>)[])}");
    }
}
