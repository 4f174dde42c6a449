using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Smartlinks.Functions.Telemetry;

/// <summary>
/// Puts the host's invocation on the request's activity, so that log lines and spans can name it, and tells of a traced request what it was: method, pattern of the address, status. Never the address itself:
/// its path and query have slugs, fans' passes and ids.
/// </summary>
public static class RequestTrace
{
    public const string Invocation = "faas.invocation_id";

    private const int LongestId = 64;

    private static readonly SearchValues<char> s_ofIds = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static async Task FollowAsync(HttpContext context, RequestDelegate next, Func<HttpContext, string> pattern)
    {
        var activity = Activity.Current;
        if (activity is not null && FindInvocation(context.Request) is { } invocation) activity.SetTag(Invocation, invocation);
        // What ASP.NET makes only for its log has no source, and nobody reads it.
        var isTraced = activity is { IsAllDataRequested: true, Source.Name.Length: > 0 };
        var metrics = context.Features.Get<IHttpMetricsTagsFeature>();
        try
        {
            await next(context);
        }
        finally
        {
            if (isTraced) Describe(activity!, context, pattern(context));
            // Visits are no endpoints, and would be one heap with all that is not found.
            if (metrics is not null && context.GetEndpoint() is null) metrics.Tags.Add(new("http.route", pattern(context)));
        }
    }

    private static void Describe(Activity activity, HttpContext context, string pattern)
    {
        var method = s_methods.FirstOrDefault(each => each == context.Request.Method) ?? "_OTHER";
        activity.DisplayName = $"{method} {pattern}";
        activity.SetTag("http.request.method", method);
        activity.SetTag("http.route", pattern);
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500) activity.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>As the host sends it, over what a caller may have sent. Null: none, or nothing that the host would send.</summary>
    private static string? FindInvocation(HttpRequest request)
    {
        var id = request.Headers["X-Azure-Functions-InvocationId"].ToString();
        return id.Length is > 0 and <= LongestId && !id.AsSpan().ContainsAnyExcept(s_ofIds) ? id : null;
    }
}
