using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Smartlinks.Functions.Telemetry;

/// <summary>
/// Takes every tag off a span that is not known to be free of personal data. A list of what may stay, not of what may not: the platform's next version may add one, and addresses of calls to services have
/// fans' ids in their paths.
/// </summary>
public sealed class KnownTagsOnly : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> s_known = FrozenSet.Create(StringComparer.Ordinal,
        RequestTrace.Invocation, RateSampler.Weight, "faas.name", "faas.trigger", "messaging.batch.message_count", "http.request.method", "http.route", "http.response.status_code", "url.scheme",
        "network.protocol.version", "server.address", "server.port", "error.type");

    public override void OnEnd(Activity data)
    {
        foreach (var name in data.TagObjects.Select(tag => tag.Key).Where(name => !s_known.Contains(name)).ToList()) data.SetTag(name, null);
        // What a library says there is its own text.
        if (data is { Status: ActivityStatusCode.Error, StatusDescription: not null }) data.SetStatus(ActivityStatusCode.Error);
        if (data.Kind == ActivityKind.Client) data.DisplayName = data.GetTagItem("http.request.method") as string ?? "call";
    }
}
