using System.Text.Json;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>Google's errors, read: the reason says what the status does not (developers.google.com/youtube/v3/docs/errors).</summary>
public static class YouTubeMusicRefusals
{
    private static readonly string[] s_quota = ["quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"];
    private static readonly string[] s_rate = ["rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"];
    private static readonly string[] s_key = ["keyInvalid", "keyExpired", "API_KEY_INVALID", "accessNotConfigured", "SERVICE_DISABLED", "ipRefererBlocked", "API_KEY_SERVICE_BLOCKED", "forbidden", "authError", "required"];

    public static RefusalReader Reader(TimeProvider time) => (status, body, retryAfter) => Read(status, body, retryAfter, time.GetUtcNow());

    /// <summary>Null where the status says it all.</summary>
    public static LookUp? Read(int status, JsonElement body, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (status is not (400 or 401 or 403 or 404 or 429) || body.Child("error") is not { } error) return null;
        string[] reasons = [.. Reasons(error, "errors"), .. Reasons(error, "details")];
        if (status == 404) return reasons.Any(IsNotFound) ? new LookUp.NotListed() : null;
        if (reasons.Any(s_quota.Contains) || IsOfADay(error)) return new LookUp.Unavailable(UnavailableReasons.QuotaExhausted, UntilReset(now));
        if (reasons.Any(s_rate.Contains)) return new LookUp.Unavailable(UnavailableReasons.RateLimited, retryAfter);
        return reasons.Any(s_key.Contains) ? new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter) : null;
    }

    /// <summary>Time to the next midnight in Google's zone.</summary>
    public static TimeSpan UntilReset(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(YouTubeMusicOptions.ResetZone);
        var midnight = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(1);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)) - now;
    }

    /// <summary><c>notFound</c>, <c>playlistNotFound</c>, <c>videoNotFound</c>: a resource. A method that is not there has no such reason.</summary>
    private static bool IsNotFound(string reason) => reason.EndsWith("otFound", StringComparison.Ordinal);

    /// <summary>Google's newer answers call every limit a rate limit and name the quota beside it.</summary>
    private static bool IsOfADay(JsonElement error) => List(error, "details").Any(detail => detail.Child("metadata")?.Text("quota_limit")?.Contains("PerDay", StringComparison.Ordinal) == true);

    private static IEnumerable<string> Reasons(JsonElement error, string list) => List(error, list).Select(item => item.Text("reason")).OfType<string>();

    private static List<JsonElement> List(JsonElement error, string name) => error.Child(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
