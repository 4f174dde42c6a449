namespace Smartlinks.Clicks;

/// <summary>
/// What happened at one link from one day to another. Maps are in order of their counts, highest first; a dimension has
/// the entry <c>(other)</c> when it had more values than are kept apart.
/// </summary>
/// <param name="Visits">Times the link was opened by a fan.</param>
/// <param name="Clicks">Times a destination was chosen, by the fan or for them.</param>
/// <param name="Bots">Times a crawler or preview fetched the link: in none of the other figures.</param>
/// <param name="ByService">Clicks by id of the chosen service.</param>
/// <param name="ByDay">Every day of the range in order, also days on which nothing happened.</param>
/// <param name="ByReferrer">Visits by referrer host, as are the following by theirs; visits without one are in none.</param>
/// <param name="UpToDateAt">Time of the newest click counted in the range; null when there is none.</param>
public sealed record ClickReport(
    long Visits,
    long Clicks,
    long Bots,
    IReadOnlyDictionary<string, long> ByService,
    IReadOnlyList<DayCounts> ByDay,
    IReadOnlyDictionary<string, long> ByReferrer,
    IReadOnlyDictionary<string, long> ByUtmSource,
    IReadOnlyDictionary<string, long> ByUtmMedium,
    IReadOnlyDictionary<string, long> ByUtmCampaign,
    IReadOnlyDictionary<string, long> ByDevice,
    IReadOnlyDictionary<string, long> ByCountry,
    DateTimeOffset? UpToDateAt);

/// <summary>Counts of one UTC day.</summary>
public sealed record DayCounts(DateOnly On, long Visits, long Clicks);
