using System.Collections.Concurrent;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Reporting;

/// <summary>How many of a link's open pre-saves will have a grant of use at their moment.</summary>
/// <param name="NextNudges">When fans at risk are asked next, the earliest first, at most <see cref="PreSaveForecastReader.MostNudges"/>.</param>
public sealed record PreSaveForecast(IReadOnlyList<ServiceForecast> Services, IReadOnlyList<NextNudge> NextNudges);

/// <param name="Valid">Lasts as long as saving is tried.</param>
/// <param name="EndsBefore">Ends sooner.</param>
/// <param name="Refused">The service refused it when it was last looked at.</param>
/// <param name="Gone">There was none of use when it was last looked at.</param>
public sealed record ServiceForecast(StreamingService Service, int Valid, int EndsBefore, int Refused, int Gone)
{
    public int AtRisk => EndsBefore + Refused + Gone;

    public int Open => Valid + AtRisk;
}

/// <param name="PreSaves">Those at risk as things stand; fans who cannot be written to are among them.</param>
public sealed record NextNudge(DateTimeOffset At, int PreSaves);

/// <summary>Counts by the rows of the open pre-saves, four columns of each, a page at a time: neither a grant nor a fan is read.</summary>
public sealed class PreSaveForecastReader(ITableClient table, Slots slots, TimeProvider time)
{
    public const int MostNudges = 50;

    private const int Concurrency = 16;

    private static readonly string[] s_read = ["RowKey", "GrantEndsAt", "GrantFault"];

    public async Task<PreSaveForecast> GetAsync(Link link, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var counts = new ConcurrentDictionary<(StreamingService Service, string Kind), int>();
        var nudges = new ConcurrentDictionary<DateTimeOffset, int>();
        var keys = (await slots.ListAsync(link.Id, cancellationToken)).SelectMany(slot => slot.Keys.Select(key => (Key: key, Moment: slot.MomentOf(link) ?? now)));
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (each, token) =>
        {
            var atRisk = await CountAsync(each.Key, each.Moment, counts, token);
            if (atRisk > 0 && GrantForecast.Of(each.Moment, DateTimeOffset.MinValue).NextAfter(now) is { } next) nudges.AddOrUpdate(next, atRisk, (_, sum) => sum + atRisk);
        });
        return new PreSaveForecast(
            [.. counts.Keys.Select(key => key.Service).Distinct().OrderBy(service => service.Id, StringComparer.Ordinal).Select(service => Of(service, counts))],
            [.. nudges.OrderBy(each => each.Key).Take(MostNudges).Select(each => new NextNudge(each.Key, each.Value))]);
    }

    /// <summary>How many are at risk.</summary>
    private async Task<int> CountAsync(PreSaveKey key, DateTimeOffset moment, ConcurrentDictionary<(StreamingService Service, string Kind), int> counts, CancellationToken cancellationToken)
    {
        var (atRisk, continuation) = (0, (string?)null);
        do
        {
            var page = await table.QueryPageAsync(PreSaveRow.OpenIn(key), 1000, continuation, s_read, cancellationToken);
            foreach (var row in page.Items)
            {
                var kind = row.GetString("GrantFault") ?? (GrantForecast.Of(moment, row.GetDateTimeOffset("GrantEndsAt")).IsValidAtRelease ? nameof(ServiceForecast.Valid) : nameof(ServiceForecast.EndsBefore));
                if (kind != nameof(ServiceForecast.Valid)) atRisk++;
                counts.AddOrUpdate((StreamingService.Parse(row.RowKey.Split('|')[0]), kind), 1, (_, count) => count + 1);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return atRisk;
    }

    private static ServiceForecast Of(StreamingService service, ConcurrentDictionary<(StreamingService Service, string Kind), int> counts)
    {
        return new ServiceForecast(service, Count(nameof(ServiceForecast.Valid)), Count(nameof(ServiceForecast.EndsBefore)), Count(nameof(GrantFault.Refused)), Count(nameof(GrantFault.Gone)));

        int Count(string kind) => counts.GetValueOrDefault((service, kind));
    }
}
