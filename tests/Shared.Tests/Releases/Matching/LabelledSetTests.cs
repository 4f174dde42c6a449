using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.Releases;
using Smartlinks.Support;
using Xunit.Abstractions;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>Whether the matching is right on the labelled sets: never a wrong link, and how many right ones.</summary>
public sealed partial class LabelledSetTests(ITestOutputHelper output)
{
    private static readonly string[] s_kinds =
    [
        "same title", "live", "remaster", "cover", "karaoke", "regional ISRC", "one ISRC on many albums", "reused ISRC", "non-Latin names", "very short titles", "classical works",
        "sped up and slowed", "instrumental", "remix", "feat. variants", "explicit and clean", "lying service", "missing fields", "third-party told", "YouTube look-alikes", "albums by UPC", "transliteration",
    ];

    [Fact]
    public void There_are_at_least_400_cases_of_every_kind_that_was_asked_for_and_as_many_by_another_hand()
    {
        var authors = LabelledCase.Of(LabelledCase.Authors);
        Assert.InRange(authors.Count, 400, 100_000);
        foreach (var kind in s_kinds) Assert.InRange(authors.Count(one => one.Kind == kind), 10, 1000);
        Assert.InRange(LabelledCase.Of(LabelledCase.Independent).Count, 400, 100_000);
        Assert.Equal(LabelledCase.All.Count, LabelledCase.All.Select(one => one.ToString()).Distinct().Count());
        Assert.All(LabelledCase.All, one => Assert.Contains(one.Right, new[] { "confirmed", "probable", "rejected" }));
    }

    [Theory]
    [InlineData(LabelledCase.Authors)]
    [InlineData(LabelledCase.Independent)]
    public void No_confirmed_is_wrong(string file)
    {
        var wrong = new List<string>();
        foreach (var one in LabelledCase.Of(file))
        {
            var truths = one.Offered.ToDictionary(offer => offer.Id, offer => offer.Truth, StringComparer.Ordinal);
            var confirmed = ReleaseMatcher.Judge(one.ToCandidates(), one.ToFacts()).Where(judged => judged.Verdict == Verdict.Confirmed).ToList();
            if (confirmed.Exists(judged => truths[judged.Candidate.Id] != "same")) wrong.Add($"{one}: another recording is confirmed {Describe(confirmed)}");
            else if (confirmed.Count > 0 && !one.IsConfirmable) wrong.Add($"{one}: confirmed, and only {one.Right} is right {Describe(confirmed)}");
            else if (confirmed.Count > 0 && confirmed[0].Candidate.Id != one.Best) wrong.Add($"{one}: {confirmed[0].Candidate.Id} is put before {one.Best} {Describe(confirmed)}");
        }

        foreach (var line in wrong) output.WriteLine(line);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(LabelledCase.Authors, 0)]
    [InlineData(LabelledCase.Independent, 0.02)]
    public void What_is_rejected_by_right_is_hardly_ever_offered_for_review(string file, double allowed)
    {
        var noisy = LabelledCase.Of(file).Where(one => one.Right == "rejected" && ReleaseMatcher.Judge(one.ToCandidates(), one.ToFacts()).Any(judged => judged.Verdict != Verdict.Rejected)).ToList();
        foreach (var one in noisy) output.WriteLine($"{one}: {Describe(ReleaseMatcher.Judge(one.ToCandidates(), one.ToFacts()))}");
        Assert.True(noisy.Count <= allowed * LabelledCase.Of(file).Count(one => one.Right == "rejected"), $"{noisy.Count} are offered");
    }

    [Theory]
    [InlineData(LabelledCase.Authors)]
    [InlineData(LabelledCase.Independent)]
    public void Most_of_what_can_be_confirmed_is(string file)
    {
        var rows = Measure(file).ToList();
        foreach (var (kind, cases, confirmable, confirmed, probable) in rows) output.WriteLine($"| {kind} | {cases} | {confirmable} | {confirmed} | {Percent(confirmed, confirmable)} | {probable} |");
        foreach (var one in LabelledCase.Of(file).Where(one => one.IsConfirmable && !IsConfirmed(one)))
            output.WriteLine($"missed: {one}: {Describe(ReleaseMatcher.Judge(one.ToCandidates(), one.ToFacts()))}");
        Assert.True(rows.Sum(row => row.Confirmed) >= 0.92 * rows.Sum(row => row.Confirmable), "of what can be confirmed, 92 % is");
        Assert.All(rows.Where(row => row.Confirmable >= 5), row => Assert.True(row.Confirmed >= 0.6 * row.Confirmable, $"{row.Kind}: {row.Confirmed} of {row.Confirmable}"));
    }

    [Fact]
    public void The_figures_on_the_page_are_todays()
    {
        var page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "matching.md"));
        var told = FigureRow().Matches(page).Select(match => match.Value.Trim()).ToList();
        var expected = Table(LabelledCase.Authors).Concat(Table(LabelledCase.Independent)).ToList();
        foreach (var row in expected) output.WriteLine(row);
        Assert.Equal(expected, told);
    }

    private static IEnumerable<string> Table(string file)
    {
        var rows = Measure(file).ToList();
        return rows.Append(("all", rows.Sum(row => row.Cases), rows.Sum(row => row.Confirmable), rows.Sum(row => row.Confirmed), rows.Sum(row => row.Probable)))
            .Select(row => $"| {row.Item1} | {row.Item2} | {row.Item3} | {row.Item4} | {Percent(row.Item4, row.Item3)} | {row.Item5} |");
    }

    private static IEnumerable<(string Kind, int Cases, int Confirmable, int Confirmed, int Probable)> Measure(string file) => LabelledCase.Of(file).GroupBy(one => one.Kind).Select(group => (group.Key, group.Count(),
        group.Count(one => one.IsConfirmable), group.Count(one => one.IsConfirmable && IsConfirmed(one)),
        group.Count(one => one.Best is not null && ReleaseMatcher.Judge(one.ToCandidates(), one.ToFacts()) is [{ Verdict: Verdict.Probable } first, ..] && first.Candidate.Id == one.Best)));

    private static bool IsConfirmed(LabelledCase one) => ReleaseMatcher.Judge(one.ToCandidates(), one.ToFacts()) is [{ Verdict: Verdict.Confirmed } first, ..] && first.Candidate.Id == one.Best;

    private static string Percent(int part, int whole) => whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0} %");

    private static string Describe(IEnumerable<Judgement> judged) =>
        string.Join(" ; ", judged.Select(one => $"{one.Candidate.Id} {one.Verdict} [{string.Join(", ", one.Evidence.Select(evidence => $"{evidence.Name}={evidence.Detail}"))}]"));

    [GeneratedRegex(@"^\| [^|]+ \| \d+ \| \d+ \| \d+ \| [^|]+ \| \d+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex FigureRow();
}
