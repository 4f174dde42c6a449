using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Reporting;

namespace Smartlinks.Functions.PreSaves;

/// <summary>How many pre-saves are where: <paramref name="Taken"/> is the sum of the other three, and of <paramref name="States"/>.</summary>
public sealed record PreSaveTotalsResponse(int Taken, int Queued, int Saving, int Ended, IReadOnlyList<PreSaveStateResponse> States)
{
    public static PreSaveTotalsResponse From(IEnumerable<PreSaveCount> counts)
    {
        var all = counts.ToList();
        return new PreSaveTotalsResponse(all.Sum(count => count.Count), Sum(count => count.State == PreSaveState.Queued), Sum(count => count.State == PreSaveState.Saving), Sum(count => count.IsEnded),
            [.. all.GroupBy(count => (count.State, count.Reason)).OrderBy(group => group.Key.State).ThenBy(group => group.Key.Reason, StringComparer.Ordinal)
                .Select(group => new PreSaveStateResponse(PreSaveResponse.Lower(group.Key.State), group.Key.Reason, group.Sum(count => count.Count)))]);

        int Sum(Func<PreSaveCount, bool> isMeant) => all.Where(isMeant).Sum(count => count.Count);
    }
}

public sealed record PreSaveStateResponse(string State, string? Reason, int Count);

/// <param name="Services">By service id, those that have any.</param>
public sealed record PreSaveProgressResponse(string Link, PreSaveTotalsResponse Totals, IReadOnlyDictionary<string, PreSaveTotalsResponse> Services, IReadOnlyList<NextMoment> NextMoments, DateTimeOffset? EstimatedFinishAt)
{
    public static PreSaveProgressResponse From(Link link, PreSaveProgress progress) => new(link.Id.ToString(), PreSaveTotalsResponse.From(progress.Counts.All),
        progress.Counts.All.GroupBy(count => count.Service.Id).ToDictionary(group => group.Key, PreSaveTotalsResponse.From), progress.NextMoments, progress.EstimatedFinishAt);
}

/// <summary>One pre-save, and nothing of the fan but the country.</summary>
public sealed record PreSaveResponse(string Service, string Zone, string State, string? Reason, DateTimeOffset StateAt, DateTimeOffset QueuedAt, string? Country, bool Follows, int Attempts, DateTimeOffset? NextAt, string? Item)
{
    public static PreSaveResponse From(PreSave preSave) => new(preSave.Service.Id, preSave.Key.Zone, Lower(preSave.State), preSave.Reason, preSave.StateAt, preSave.QueuedAt, preSave.Country,
        preSave.Follows, preSave.Attempts, preSave.NextAt, preSave.Item);

    public static string Lower(PreSaveState state) => char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..];
}

/// <param name="Totals">On the first page only.</param>
public sealed record PreSaveReportResponse(PreSaveTotalsResponse? Totals, IReadOnlyList<PreSaveResponse> Items, string? Continuation);

/// <summary>Open pre-saves by what their grants will be worth: <paramref name="Open"/> is the sum of the other four.</summary>
public sealed record GrantForecastResponse(int Open, int Valid, int EndsBefore, int Refused, int Gone)
{
    public static GrantForecastResponse From(IReadOnlyCollection<ServiceForecast> services) =>
        new(services.Sum(each => each.Open), services.Sum(each => each.Valid), services.Sum(each => each.EndsBefore), services.Sum(each => each.Refused), services.Sum(each => each.Gone));
}

/// <param name="Services">By service id, those that have any.</param>
public sealed record PreSaveForecastResponse(string Link, GrantForecastResponse Totals, IReadOnlyDictionary<string, GrantForecastResponse> Services, IReadOnlyList<NextNudge> NextNudges)
{
    public static PreSaveForecastResponse From(Link link, PreSaveForecast forecast) => new(link.Id.ToString(), GrantForecastResponse.From(forecast.Services),
        forecast.Services.ToDictionary(each => each.Service.Id, each => GrantForecastResponse.From([each])), forecast.NextNudges);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PreSaveProgressResponse))]
[JsonSerializable(typeof(PreSaveForecastResponse))]
[JsonSerializable(typeof(PreSaveReportResponse))]
internal sealed partial class PreSaveJson : JsonSerializerContext;
