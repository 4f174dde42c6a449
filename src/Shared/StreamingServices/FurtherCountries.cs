namespace Smartlinks.StreamingServices;

/// <summary>
/// The countries to go on with at a service that answers for one country at a time, when the first does not list something: music may be out in Germany, Austria and
/// Switzerland only. Each costs a request at the service's pace.
/// </summary>
public static class FurtherCountries
{
    /// <summary>Up to ten codes with commas between, upper case; empty: only hints.</summary>
    public const string Pattern = "^([A-Z]{2}(,[A-Z]{2}){0,9})?$";

    /// <summary>One of each big region, the likelier first: Britain and the English-speaking rest of Europe, the German-speaking countries, the French-speaking, Japan, South America, India, Oceania.</summary>
    public const string Default = "GB,DE,FR,JP,BR,IN,AU";

    /// <summary>In the order to ask, each once: those the codes hint at, then the configured. What is asked already, and a hint at where the service is not, is left out.</summary>
    /// <param name="isrcs">At most as many hints come from it as there are codes.</param>
    public static IReadOnlyList<string> InOrder(string configured, IEnumerable<string> isrcs, IReadOnlyCollection<string> known, IReadOnlyCollection<string> asked)
    {
        var hints = isrcs.Select(IsrcCountry.Of).OfType<string>().Where(known.Contains).GroupBy(country => country).OrderByDescending(same => same.Count()).Select(same => same.Key);
        return [.. hints.Concat(configured.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct().Except(asked)];
    }
}
