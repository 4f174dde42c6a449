using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Console;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Telemetry;

/// <summary>Puts the room together. Without a target nothing of OpenTelemetry is loaded.</summary>
internal static class TelemetryRoom
{
    public static void AddLogs(this ILoggingBuilder logging, AppConfiguration configuration)
    {
        if (configuration.Telemetry.WritesJson(configuration.IsOnThisMachine)) logging.AddConsole(console => console.FormatterName = JsonLineFormatter.FormatterName).AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        else logging.AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled));
    }

    public static void AddTelemetry(this IServiceCollection services, AppConfiguration configuration)
    {
        if (configuration.Targets is { } targets) AddSending(services, targets, configuration.Telemetry);
    }

    // In a method of its own: a compiled method may have its types loaded when it is first entered.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddSending(IServiceCollection services, TelemetryTargets targets, TelemetryOptions options) =>
        services.AddHostedService(provider => new TelemetrySending(targets, options, provider.GetRequiredService<ILogger<TelemetrySending>>()));
}
