using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Smartlinks.StreamingServices.SoundCloud;

/// <summary>SoundCloud's errors, read: a 429 may name its limit and when it is reset (developers.soundcloud.com/docs/api/rate-limits).</summary>
public static class SoundCloudRefusals
{
    private static readonly TimeSpan s_longestRate = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(24);

    public static RefusalReader Reader(TimeProvider time) => (status, body, retryAfter) => Read(status, body, retryAfter, time.GetUtcNow());

    /// <summary>Null where the status says it all. A limit over hours is a quota, over less a rate. A 404 is SoundCloud's only in its own form: <c>{code,message,link}</c>.</summary>
    public static LookUp? Read(int status, JsonElement body, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (status == 404) return body.Number("code") == 404 && (body.Text("link") ?? body.Text("status")) is not null ? new LookUp.NotListed() : null;
        if (status != 429 || body.Child("errors") is not { ValueKind: JsonValueKind.Array } errors) return null;
        if (errors.EnumerateArray().Select(error => error.Child("meta")).OfType<JsonElement>().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } meta) return null;
        var isQuota = Window(meta.Child("rate_limit")?.Text("time_window")) > s_longestRate;
        return new LookUp.Unavailable(isQuota ? UnavailableReasons.QuotaExhausted : UnavailableReasons.RateLimited, retryAfter ?? UntilReset(meta.Text("reset_time"), now));
    }

    private static TimeSpan? UntilReset(string? text, DateTimeOffset now) =>
        DateTimeOffset.TryParseExact(text, "yyyy/MM/dd HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? TimeSpan.FromTicks(Math.Clamp((at - now).Ticks, 0, s_longestWait.Ticks)) : null;

    private static TimeSpan? Window(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception malformed) when (malformed is FormatException or OverflowException)
        {
            return null;
        }
    }
}
