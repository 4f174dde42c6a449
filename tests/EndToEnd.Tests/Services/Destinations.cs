using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>Reads the destinations of a link as the API shows it.</summary>
public static class Destinations
{
    /// <summary>In the API's order.</summary>
    public static IReadOnlyList<string> AllServices { get; } = ["spotify", "apple-music", "youtube-music", "amazon-music", "tidal", "deezer", "pandora", "soundcloud", "bandcamp"];

    public static JsonElement Destination(this JsonElement link, string service) => link.GetProperty("destinations").EnumerateArray().Single(each => each.Text("service") == service);

    public static string? UrlAt(this JsonElement link, string service) => link.Destination(service).GetProperty("url").GetString();

    public static string StatusAt(this JsonElement link, string service) => link.Destination(service).Text("status");

    public static bool IsVisibleAt(this JsonElement link, string service) => link.Destination(service).GetProperty("visible").GetBoolean();

    public static bool IsFlaggedAt(this JsonElement link, string service) => link.Destination(service).GetProperty("flag").ValueKind == JsonValueKind.Object;

    public static DateTimeOffset? NextLookUpAt(this JsonElement element) => element.GetProperty("nextLookUpAt") is { ValueKind: JsonValueKind.String } text ? text.GetDateTimeOffset() : null;

    public static IReadOnlyList<string> EvidenceAt(this JsonElement link, string service) => [.. link.Destination(service).GetProperty("evidence").EnumerateArray().Select(each => each.Text("name"))];

    /// <summary>What unavailable services gave as their reason; empty when none is waited for.</summary>
    public static string ReasonAt(this JsonElement link, string service) =>
        string.Join(",", link.Destination(service).GetProperty("evidence").EnumerateArray().Where(each => each.Text("name") == "unavailable").Select(each => each.Text("detail")));

    /// <summary>Where each service leads and how sure that is, as one text to compare.</summary>
    public static string States(this JsonElement link) => string.Join('\n', AllServices.Select(service => $"{service} {link.StatusAt(service)} {link.UrlAt(service)}"));

    public static bool IsSettled(this JsonElement link, params IEnumerable<string> except) => AllServices.Except(except).All(service => link.StatusAt(service) != "pending");

    /// <summary>Returns the link once no service is waited for, besides those named.</summary>
    public static Task<JsonElement> WaitUntilSettledAsync(this Api api, string id, params IEnumerable<string> except) =>
        Eventually.GetAsync(() => api.GetLinkAsync(id), link => link.IsSettled(except), $"link {id} waits for nobody but {string.Join(", ", except)}");

    public static async Task<JsonElement> CreateSettledAsync(this Api api, params (string Name, object? Value)[] fields) => await api.WaitUntilSettledAsync((await api.CreateAsync(fields)).Text("id"));

    public static Task<JsonElement> WaitForAsync(this Api api, string id, Predicate<JsonElement> isWanted, string what) => Eventually.GetAsync(() => api.GetLinkAsync(id), isWanted, $"link {id}: {what}");
}
