using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>The table of docs/operations.md#cost is what its prices and its words come to.</summary>
public sealed partial class CostTests
{
    private const double Month = 730 * 3600;
    private const int Timers = 92_050;

    private static readonly double[] s_visits = [0, 1e6, 1e8];

    /// <summary>Instances that are busy at a time when there is always something to do: one, at a hundred million half of one more; with a quarter of the core twice as many.</summary>
    private static readonly double[] s_instances = [1, 1, 1.5];

    private static string Page { get; } = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "operations.md"));

    private static double Price(string what) => double.Parse(Prices().Match(Row(what)[2]).Value, CultureInfo.InvariantCulture);

    [Fact]
    public void What_instances_are_busy_with_is_what_comes_at_random_comes_to()
    {
        Assert.Equal(s_visits.Select((_, column) => Rounded(Requests(column, 2))), Numbers("requests: GB-seconds"));
        Assert.Equal(s_visits.Select((_, column) => Rounded(Counting(column, 2))), Numbers("counting: GB-seconds (executions)"));
        Assert.All(Numbers("timers: GB-seconds"), number => Assert.Equal(Rounded(Timers * 2), number));
    }

    [Fact]
    public void Prices_times_meters_are_the_sums()
    {
        var flex = Columns(column => Flex(column, 2));

        Assert.Equal(flex, Numbers("Flex Consumption, 2048 MB, all on demand"));
        Assert.Equal(Columns(column => Warm(column) - Flex(column, 2)), Numbers("with `SMARTLINKS_WARM_HTTP=1`"));
        Assert.Equal(Columns(column => Flex(column, 0.5) - Flex(column, 2)), Numbers("with `SMARTLINKS_INSTANCE_MEMORY=512`"));
        Assert.Equal(Columns(column => (730 * Price("Event Hubs Standard")) + (s_visits[column] * 2 / 1e6 * 0.028)), Numbers("Event Hubs, one unit"));
        string[] parts = ["Flex Consumption, 2048 MB, all on demand", "Event Hubs, one unit", "tables, queues (the platform looks at ten queues all day: an estimate of 2.6 million operations)", "logs", "alerts", "data out"];
        Assert.Equal(Columns(column => parts.Sum(part => Numbers(part)[column])), Numbers("**together**"));
    }

    [Fact]
    public void A_warm_instance_pays_for_itself_where_the_parameter_says()
    {
        Assert.True(Warm(6e5) > Flex(6e5, 2, 1));
        Assert.True(Warm(7e5) < Flex(7e5, 2, 1));
        Assert.Equal(2, Regex.Count(Page + File.ReadAllText(Path.Combine(Bicep.Folder, "main.bicep")), "from about 700,000 visits a month"));
    }

    private static double Busy(double aSecond) => 1 - Math.Exp(-aSecond);

    private static double Requests(int column, double memory) => Requests(s_visits[column], memory, s_instances[column]);

    private static double Requests(double visits, double memory, double instances) => Busy(2 * visits / Month) * Month * instances * memory * (memory < 1 && instances > 1 ? 2 : 1);

    /// <summary>Executions of four partitions: a hundred clicks each, or one in 30 s in which there were any.</summary>
    private static double Counts(double visits) => 4 * Math.Max(2 * visits / Month / 4 / 100, Busy(30 * 2 * visits / Month / 4) / 30);

    private static double Counting(int column, double memory) => Busy(Counts(s_visits[column])) * Month * memory;

    private static double Flex(int column, double memory) => Flex(s_visits[column], memory, s_instances[column]);

    private static double Flex(double visits, double memory, double instances)
    {
        var busy = Requests(visits, memory, instances) + (Busy(Counts(visits)) * Month * memory) + (Timers * memory);
        return OnDemand(busy, (2 * visits) + (Counts(visits) * Month) + Timers);
    }

    private static double Warm(int column) => Warm(s_visits[column], s_instances[column]);

    private static double Warm(double visits, double instances = 1)
    {
        var first = Requests(visits, 2, 1);
        var rest = Requests(visits, 2, instances) - first + (Busy(Counts(visits)) * Month * 2) + (Timers * 2);
        return (Month * 2 * Price("the same, always ready")) + (first * 0.000016) + (2 * visits * 0.4e-6) + OnDemand(rest, (Counts(visits) * Month) + Timers);
    }

    private static double OnDemand(double busy, double executions) => (Math.Max(0, busy - 100_000) * Price("Flex Consumption, on demand")) + (Math.Max(0, executions - 250_000) * 0.4e-6);

    private static IEnumerable<double> Columns(Func<int, double> cost) => Enumerable.Range(0, s_visits.Length).Select(column => Math.Round(cost(column) + 1e-9));

    private static double Rounded(double number) => number < 1e6 ? Math.Round(number / 1e3) * 1e3 : number < 5e6 ? Math.Round(number / 1e4) * 1e4 : Math.Round(number / 1e3) * 1e3;

    /// <summary>First number of each of the three columns.</summary>
    private static List<double> Numbers(string row) => [.. Row(row)[2..5].Select(cell => double.Parse(Number().Match(cell).Value.Replace(",", "", StringComparison.Ordinal).Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture))];

    private static string[] Row(string name) => Page.Split('\n').Single(line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).Split('|');

    [GeneratedRegex(@"[+−]?[0-9][0-9,]*")]
    private static partial Regex Number();

    [GeneratedRegex(@"0\.[0-9]+")]
    private static partial Regex Prices();
}
