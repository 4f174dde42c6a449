using Azure.Core;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Telemetry.ApplicationInsights;

/// <summary>An Application Insights resource, as the Functions host is told of it by the same settings.</summary>
/// <param name="Track">Takes telemetry.</param>
/// <param name="Key">The resource's instrumentation key: names it, and opens nothing where it takes tokens only.</param>
/// <param name="Credential">Null: the resource takes what names its key.</param>
public sealed record InsightsConnection(Uri Track, string Key, TokenCredential? Credential, string Scope)
{
    private const string Setting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    internal static InsightsConnection? Read(SettingsReader settings)
    {
        if (!settings.Has(Setting)) return null;
        var parts = Parts(settings[Setting]!);
        var endpoint = parts.GetValueOrDefault("IngestionEndpoint") ?? "https://dc.services.visualstudio.com/";
        if (!parts.TryGetValue("InstrumentationKey", out var key) || !Guid.TryParse(key, out _) || !Uri.TryCreate(endpoint, UriKind.Absolute, out var root) || !(root.Scheme == Uri.UriSchemeHttps || root.IsLoopback))
        {
            settings.Refuse($"{Setting} is not a connection string such as InstrumentationKey=…;IngestionEndpoint=https://….");
            return null;
        }

        var scope = $"{parts.GetValueOrDefault("AADAudience") ?? "https://monitor.azure.com/"}/.default";
        return new InsightsConnection(new Uri($"{root.AbsoluteUri.TrimEnd('/')}/v2.1/track"), key, ReadIdentity(settings), scope);
    }

    /// <summary><c>Authorization=AAD</c>, for a user-assigned identity with <c>;ClientId=…</c>.</summary>
    private static TokenCredential? ReadIdentity(SettingsReader settings)
    {
        if (!settings.Has(Authentication)) return null;
        var parts = Parts(settings[Authentication]!);
        if (string.Equals(parts.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase)) return ConnectionSettings.Identity(settings, parts.GetValueOrDefault("ClientId"));
        settings.Refuse($"{Authentication} is not Authorization=AAD, or Authorization=AAD;ClientId=(of a user-assigned identity).");
        return null;
    }

    private static Dictionary<string, string> Parts(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries)).Where(pair => pair is [{ Length: > 0 }, { Length: > 0 }])
        .DistinctBy(pair => pair[0], StringComparer.OrdinalIgnoreCase).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
}
