using System.Text.RegularExpressions;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>An alert looks for words that the app writes, and tells where to read on.</summary>
public sealed partial class AlertTests
{
    [Fact]
    public async Task Every_alert_looks_for_words_that_the_code_logs()
    {
        var phrases = (await AlertsAsync()).SelectMany(alert => Phrases((string)alert["query"]!)).ToList();

        Assert.True(phrases.Count >= 10, "the phrases were found");
        Assert.Empty(NotLogged(phrases, Logged()));
    }

    [Fact]
    public void Words_that_nothing_logs_would_be_found()
    {
        Assert.Equal(["a b", "c d", "e"], Phrases("""T | where Message has_any ("a b", "c d") | where Message has "e" | extend x = extract("y", 1, Message)"""));
        Assert.Equal(["never said"], NotLogged(["{0} was said", "never said", "does not add up"], ["log: {0} was said", "it does not add up"]));
    }

    [Fact]
    public async Task The_line_about_pre_saves_has_its_numbers_where_the_alert_looks()
    {
        var query = (string)(await AlertsAsync()).Single(alert => (string)alert["name"]! == "pre-saves")["query"]!;
        var numbers = Extract().Matches(query).Select(match => Regex.Match("info: Smartlinks.PreSaves.Saving.BucketSaver[0] 12 of 340 pre-saves of lnk_1 ended without the music", match.Groups["pattern"].Value).Groups[1].Value);

        Assert.Equal(["12", "340"], numbers);
    }

    [Fact]
    public async Task Every_help_leads_to_a_heading_that_is_there()
    {
        var page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "operations.md"));
        var headings = Heading().Matches(page).Select(match => match.Groups["text"].Value.Trim().ToLowerInvariant().Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);
        var files = (await Bicep.InfraAsync()).SelectMany(file => file.Declarations).SelectMany(declaration => declaration.Value?.All ?? []).Select(expression => expression.Text);
        var anchors = files.SelectMany(text => Anchor().Matches(text).Select(match => match.Groups["anchor"].Value)).Distinct().ToList();

        Assert.True(anchors.Count >= 6, "the anchors were found");
        Assert.DoesNotContain(anchors, anchor => !headings.Contains(anchor));
    }

    private static async Task<IEnumerable<BicepObject>> AlertsAsync()
    {
        var alerts = (await Bicep.InfraAsync()).Single(file => file.Name == "alerts.bicep").Variables.Single(variable => variable.Name == "logAlerts");
        return ((List<object?>)new BicepEvaluator(new Dictionary<string, object?>()).Evaluate(alerts.Value!)!).Cast<BicepObject>();
    }

    private static IEnumerable<string> Phrases(string query) =>
        Condition().Matches(query).SelectMany(condition => Quoted().Matches(condition.Value)).Select(match => match.Groups["phrase"].Value);

    private static IEnumerable<string> NotLogged(IEnumerable<string> phrases, IReadOnlyList<string> logged) => phrases.Where(phrase => logged.All(line => !line.Contains(phrase, StringComparison.Ordinal)));

    /// <summary>Lines of code that log.</summary>
    private static List<string> Logged() => [.. Directory.EnumerateFiles(Path.Combine(LocalTools.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).SelectMany(File.ReadLines).Where(line => Log().IsMatch(line))];

    [GeneratedRegex(@"\.Log(Information|Warning|Error|Critical)\(")]
    private static partial Regex Log();

    [GeneratedRegex("""has(_any)? (\("[^)]*"\)|"[^"]*")""")]
    private static partial Regex Condition();

    [GeneratedRegex("\"(?<phrase>[^\"]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("""extract\("(?<pattern>[^"]+)", 1""")]
    private static partial Regex Extract();

    [GeneratedRegex(@"docs/operations\.md#(?<anchor>[a-z0-9-]+)")]
    private static partial Regex Anchor();

    [GeneratedRegex("^#{2,4} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
