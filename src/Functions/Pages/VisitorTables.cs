using Smartlinks.Clicks;

namespace Smartlinks.Functions.Pages;

/// <summary>The crawler and country tables, read beside the rest of the start: the first visit waits for what is left of it.</summary>
public sealed class VisitorTables(ClickOptions options, ILogger<VisitorTables> log)
{
    private readonly Task<VisitorAgents> _agents = Task.Run(() => new VisitorAgents(CrawlerList.Load(options.DataFolder)));
    private readonly Task<CountryTable> _countries = Task.Run(() => LoadCountries(options, log));

    public VisitorAgents Agents => _agents.GetAwaiter().GetResult();

    public CountryTable Countries => _countries.GetAwaiter().GetResult();

    private static CountryTable LoadCountries(ClickOptions options, ILogger log)
    {
        var table = CountryTable.Load(options.DataFolder);
        if (ReferenceEquals(table, CountryTable.Empty)) log.LogWarning("There is no country table in {Folder}: visits are counted without a country", options.DataFolder);
        return table;
    }
}
