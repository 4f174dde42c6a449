using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Telemetry.ApplicationInsights;

namespace Smartlinks.Functions.Telemetry;

/// <summary>Where traces and metrics go to, and whose they are. At least one of the two is there.</summary>
/// <param name="Otlp">A collector; null: none. Its other settings (<c>OTEL_EXPORTER_OTLP_…</c>) are read by OpenTelemetry itself.</param>
/// <param name="Insights">An Application Insights resource; null: none.</param>
/// <param name="Name">Of the app, as it is shown.</param>
/// <param name="Instance">Of this instance; null: not known.</param>
public sealed record TelemetryTargets(Uri? Otlp, InsightsConnection? Insights, string Name, string? Instance)
{
    internal static TelemetryTargets? Read(SettingsReader settings)
    {
        var (otlp, insights) = (ReadOtlp(settings), InsightsConnection.Read(settings));
        if (otlp is null && insights is null) return null;
        var name = FirstOf(settings, "OTEL_SERVICE_NAME", "WEBSITE_SITE_NAME") ?? "smartlinks";
        return new TelemetryTargets(otlp, insights, name, FirstOf(settings, "WEBSITE_INSTANCE_ID", "CONTAINER_NAME", "FUNCTIONS_CUSTOMHANDLER_WORKER_ID"));
    }

    private static Uri? ReadOtlp(SettingsReader settings)
    {
        const string name = "OTEL_EXPORTER_OTLP_ENDPOINT";
        if (!settings.Has(name)) return null;
        if (Uri.TryCreate(settings[name], UriKind.Absolute, out var endpoint) && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.Scheme == Uri.UriSchemeHttp)) return endpoint;
        settings.Refuse($"{name} is not an address of a collector such as http://collector:4318.");
        return null;
    }

    private static string? FirstOf(SettingsReader settings, params string[] names) => names.Select(name => settings[name]).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
