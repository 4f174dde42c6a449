using System.Text.RegularExpressions;
using Smartlinks.Releases;
using Smartlinks.Releases.Matching;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>The decision tables: as written in docs/matching.md, without a row that cannot hold, and never better for worse.</summary>
public sealed partial class DecisionTableTests
{
    private static readonly Signs[][] s_groups = [.. SignGroups.All];

    public static TheoryData<string> Rows => [.. DecisionTable.Tracks.Concat(DecisionTable.Albums).Select(row => row.Id)];

    [Fact]
    public void The_page_has_the_codes_rows_in_the_codes_order()
    {
        var page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "matching.md"));
        var written = WrittenRow().Matches(page).Select(match => new DecisionRow(match.Groups["id"].Value, Read(match.Groups["when"].Value), Enum.Parse<Verdict>(match.Groups["verdict"].Value, ignoreCase: true))).ToList();
        Assert.Equal(DecisionTable.Tracks.Concat(DecisionTable.Albums), written);
    }

    [Fact]
    public void The_page_names_every_sign_in_its_group_and_order()
    {
        var page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "matching.md"));
        var lines = page.Split('\n').SkipWhile(line => !line.StartsWith("| Group |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(s_groups.Select(group => string.Join(' ', group.Select(sign => sign.ToString().ToLowerInvariant()))),
            lines.Select(line => string.Join(' ', Name().Matches(line).Select(match => match.Groups[1].Value.ToLowerInvariant()))));
    }

    /// <summary>For each row a real candidate that it decides.</summary>
    [Theory, MemberData(nameof(Rows))]
    public void Each_row_decides_a_case(string id)
    {
        var isAlbum = id.StartsWith('A');
        var row = (isAlbum ? DecisionTable.Albums : DecisionTable.Tracks).Single(one => one.Id == id);
        foreach (var signs in Combinations(row.When, isAlbum))
        {
            if (DecisionTable.Decide(isAlbum, signs) != row || SignedCase.Of(signs, isAlbum) is not var (candidates, facts)) continue;
            var judged = ReleaseMatcher.Judge(candidates, facts).Single(one => one.Candidate.Id == SignedCase.Id);
            Assert.Equal((row.Verdict, row.Id), (judged.Verdict, judged.Evidence[^1].Detail));
            return;
        }

        Assert.Fail($"No case reaches row {id}.");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Worse_signs_never_make_a_better_verdict(bool isAlbum)
    {
        // Over every combination: each sign replaced by the next worse of its group. Silence after similarity is no worsening of what it says, but of what is said.
        var checkedSteps = 0L;
        foreach (var signs in Combinations(Signs.None, isAlbum))
        {
            var verdict = DecisionTable.Decide(isAlbum, signs).Verdict;
            foreach (var (better, worse) in Worsenings())
            {
                if ((signs & better) == 0) continue;
                checkedSteps++;
                var after = DecisionTable.Decide(isAlbum, (signs & ~better) | worse);
                if (after.Verdict < verdict) Assert.Fail($"{better} → {worse} makes {verdict} {after.Verdict} ({after.Id}): {signs}");
            }
        }

        Assert.True(checkedSteps > 1_000_000, $"{checkedSteps} steps");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_differing_code_is_never_confirmed_and_a_missing_one_only_on_the_artists_own_channel(bool isAlbum)
    {
        foreach (var signs in Combinations(Signs.CodeDiffers | Signs.CodeMissing | Signs.NoCode, isAlbum))
        {
            if (DecisionTable.Decide(isAlbum, signs).Verdict != Verdict.Confirmed) continue;
            Assert.False(signs.HasFlag(Signs.CodeDiffers), signs.ToString());
            Assert.True(signs.HasFlag(Signs.ArtistsOwn | Signs.TitleEqual | Signs.ArtistsEqual | Signs.VersionEqual | Signs.DurationEqual | Signs.KnownWell), signs.ToString());
        }
    }

    /// <summary>From what speaks for to silence, to doubt and to what speaks against.</summary>
    private static IEnumerable<(Signs Better, Signs Worse)> Worsenings() =>
    [
        (Signs.KindEqual, Signs.KindDiffers), (Signs.Asked, Signs.ToldByThird), (Signs.CodeEqual, Signs.CodeMissing), (Signs.CodeEqual, Signs.CodeDiffers),
        (Signs.TitleEqual, Signs.TitleSimilar), (Signs.TitleEqual, Signs.TitleUnknown), (Signs.TitleEqual, Signs.TitleOtherScript), (Signs.TitleSimilar, Signs.TitleDiffers), (Signs.TitleOtherScript, Signs.TitleDiffers), (Signs.TitleSimilar, Signs.TitleUnknown),
        (Signs.ArtistsEqual, Signs.ArtistsOverlap), (Signs.ArtistsEqual, Signs.ArtistsUnknown), (Signs.ArtistsEqual, Signs.ArtistsOtherScript), (Signs.ArtistsOverlap, Signs.ArtistsDiffer), (Signs.ArtistsUnknown, Signs.ArtistsDiffer), (Signs.ArtistsOtherScript, Signs.ArtistsDiffer),
        (Signs.VersionEqual, Signs.VersionSimilar), (Signs.VersionSimilar, Signs.VersionDiffers), (Signs.VersionDiffers, Signs.VersionOpposed),
        (Signs.DurationEqual, Signs.DurationNear), (Signs.DurationEqual, Signs.DurationUnknown), (Signs.DurationNear, Signs.DurationDiffers), (Signs.DurationUnknown, Signs.DurationDiffers),
        (Signs.ReleaseEqual, Signs.ReleaseSimilar), (Signs.ReleaseSimilar, Signs.ReleaseUnknown), (Signs.ExplicitEqual, Signs.ExplicitUnknown), (Signs.ExplicitUnknown, Signs.ExplicitDiffers),
        (Signs.ArtistsOwn, Signs.NotArtistsOwn), (Signs.LongTitle, Signs.ShortTitle), (Signs.KnownWell, Signs.KnownByOne), (Signs.KnownByOne, Signs.Contested), (Signs.HitsAgree, Signs.HitsDiffer),
    ];

    /// <summary>All combinations of one sign per group; where signs of a group are named, of those. An album's duration is never told.</summary>
    private static IEnumerable<Signs> Combinations(Signs named, bool isAlbum)
    {
        var choices = s_groups.Select(group => group.Where(sign => (named & sign) != 0).ToArray() is { Length: > 0 } some ? some : isAlbum && group[0] == Signs.DurationEqual ? [Signs.DurationUnknown] : group).ToArray();
        var at = new int[choices.Length];
        while (true)
        {
            var signs = Signs.None;
            for (var group = 0; group < at.Length; group++) signs |= choices[group][at[group]];
            yield return signs;
            var next = 0;
            while (next < at.Length && ++at[next] == choices[next].Length) at[next++] = 0;
            if (next == at.Length) yield break;
        }
    }

    private static Signs Read(string when) => Name().Matches(when).Aggregate(Signs.None, (signs, match) => signs | Enum.Parse<Signs>(match.Groups[1].Value, ignoreCase: true));

    [GeneratedRegex(@"^\| (?<id>[TA]\d+) \| (?<when>[^|]+) \| (?<verdict>\w+) \| [^|]+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex WrittenRow();

    [GeneratedRegex("`([a-zA-Z]+)`")]
    private static partial Regex Name();
}
