using System.Text.Json;
using Smartlinks.EndToEnd.Tests;
using StreamingService = Smartlinks.StreamingServices.StreamingService;
using UnavailableReasons = Smartlinks.StreamingServices.UnavailableReasons;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>What the API says of one service.</summary>
/// <param name="Waits">Why the service could not be asked yet, as the evidence names it; null: it answered, or was not asked.</param>
internal sealed record SeenDestination(StreamingService Service, string Status, string? Url, string? Why, string? Waits, DateTimeOffset? CheckedAt, DateTimeOffset? NextLookUpAt)
{
    public bool IsMatch => Status is "confirmed" or "probable";

    /// <summary>Nothing but a quota that is used up for the day keeps it.</summary>
    public bool WaitsForQuota => Status == "pending" && Waits == UnavailableReasons.QuotaExhausted;

    /// <summary>A service that is only told of by others has not been asked itself yet.</summary>
    public bool IsDecided => Status != "pending" && !(Status == "probable" && CheckedAt is null);

    /// <summary>As a letter of a table.</summary>
    public char Letter => Status switch { "confirmed" => 'C', "manual" => 'M', "probable" => 'P', "search" => 'S', "notFound" => '–', _ => '…' };
}

/// <summary>A link as the API shows it, as far as resolving goes.</summary>
internal sealed record SeenLink(string Id, string State, string? Title, IReadOnlyList<string> Artists, DateTimeOffset UpdatedAt, DateTimeOffset? NextLookUpAt, IReadOnlyList<SeenDestination> Destinations)
{
    /// <summary>Every service is decided, or waits for nothing but tomorrow's quota.</summary>
    public bool IsSettled => State != "resolving" && Destinations.Count > 0 && Destinations.All(destination => destination.IsDecided || destination.WaitsForQuota);

    public bool HasMatch => Destinations.Any(destination => destination.IsMatch);

    public bool WaitsForQuota => Destinations.Any(destination => destination.WaitsForQuota);

    public SeenDestination? Find(StreamingService service) => Destinations.FirstOrDefault(destination => destination.Service == service);

    public static SeenLink Read(JsonElement link) => new(
        link.Text("id"), link.Text("state"), link.GetProperty("title").GetString(), [.. link.GetProperty("artists").EnumerateArray().Select(artist => artist.GetString()!)],
        link.GetProperty("updatedAt").GetDateTimeOffset(), Instant(link, "nextLookUpAt"),
        [.. link.GetProperty("destinations").EnumerateArray().Select(ReadDestination)]);

    private static SeenDestination ReadDestination(JsonElement destination) => new(
        StreamingService.TryParse(destination.Text("service"), out var service) ? service : throw new FormatException(destination.ToString()),
        destination.Text("status"), destination.GetProperty("url").GetString(), destination.GetProperty("why").GetString(),
        destination.GetProperty("evidence").EnumerateArray().Where(evidence => evidence.Text("name") == "unavailable").Select(evidence => evidence.Text("detail")).FirstOrDefault(),
        Instant(destination, "checkedAt"), Instant(destination, "nextLookUpAt"));

    private static DateTimeOffset? Instant(JsonElement element, string name) => element.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetDateTimeOffset() : null;
}
