using Smartlinks.Releases;
using Smartlinks.Releases.Matching;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>Each labelled case, spoiled on purpose: nothing becomes surer, and nothing wrong is confirmed.</summary>
public sealed class MutationTests
{
    [Fact]
    public void A_changed_code_never_confirms() => Each((candidate, facts, verdict, why) =>
    {
        if (candidate.Kind != facts.Kind || candidate.IsArtistsOwn == true) return;
        if (facts.Kind == ItemKind.Track && facts.Isrc is { } isrc) Assert.True(Verdicts(candidate with { Isrc = OtherDigit(isrc.ToString()) }, facts) != Verdict.Confirmed, why);
        else if (facts.Kind == ItemKind.Album) Assert.True(Verdicts(candidate with { Upc = "036000291452" }, facts) != Verdict.Confirmed, why);
    });

    [Fact]
    public void A_dropped_code_never_makes_it_better_and_confirms_on_the_artists_own_channel_only() => Each((candidate, facts, verdict, why) =>
    {
        var after = Verdicts(facts.Kind == ItemKind.Track ? candidate with { Isrc = null } : candidate with { Upc = null }, facts);
        if (verdict == Verdict.Confirmed) Assert.True(after != Verdict.Confirmed || candidate.IsArtistsOwn == true, why);
        else Assert.True(after != Verdict.Confirmed, why);
    });

    [Fact]
    public void Another_length_never_confirms_without_the_code_and_never_where_one_is_known() => Each((candidate, facts, verdict, why) =>
    {
        if (facts.Duration is not { } known || candidate.Kind == ItemKind.Album) return;
        foreach (var by in new[] { -30.0, -5.2, 5.2, 45 })
            Assert.True(Verdicts(candidate with { Duration = known + TimeSpan.FromSeconds(by) }, facts) != Verdict.Confirmed, $"{why} {by}");
    });

    [Fact]
    public void Another_artist_with_another_title_is_rejected() => Each((candidate, facts, verdict, why) =>
    {
        // In another script nothing can be compared, and an admin may look.
        if (facts.Title is not { } title || ArtistNames.Of(facts.Artists).IsEmpty || Scripts.AreForeign(title, "z") || Scripts.AreForeign(string.Concat(facts.Artists), "z")) return;
        Assert.True(Verdicts(candidate with { Title = "Zzyzx Road Anthem Xylophone", Version = null, Artists = ["Qwertyuiop Ensemble"] }, facts) == Verdict.Rejected, why);
    });

    [Fact]
    public void Another_artist_confirms_only_with_code_title_version_length_and_release() => Each((candidate, facts, verdict, why) =>
    {
        if (facts.Artists.Count == 0) return;
        var judged = ReleaseMatcher.Judge([candidate with { Artists = ["Qwertyuiop Ensemble"] }], facts)[0];
        if (judged.Verdict == Verdict.Confirmed && judged.Evidence.Any(evidence => evidence.Name == "artistsDiffer"))
            Assert.True(judged.Evidence.Any(evidence => evidence.Name is "isrcEqual" or "upcEqual") && judged.Evidence.Any(evidence => evidence.Name == "titleEqual"), why);
    });

    [Fact]
    public void A_version_word_put_in_never_makes_it_better_and_never_confirms_what_has_no_code() => Each((candidate, facts, verdict, why) =>
    {
        if (facts.Title is null || candidate.Version is not null) return;
        foreach (var word in new[] { "Karaoke Version", "Instrumental", "Live at Nowhere Hall", "Sped Up", "Nobody Remix", "Acoustic", "A Cappella", "2031 Remaster" })
        {
            if (facts.Title.Contains(word.Split(' ')[0], StringComparison.OrdinalIgnoreCase) || facts.Version?.Contains(word.Split(' ')[0], StringComparison.OrdinalIgnoreCase) == true) continue;
            if (candidate.Title.Contains('(', StringComparison.Ordinal) || candidate.Title.Contains(" - ", StringComparison.Ordinal)) continue;
            if (facts.Title.Contains('(', StringComparison.Ordinal) || facts.Title.Contains(" - ", StringComparison.Ordinal) || facts.Version is not null) continue;
            var after = ReleaseMatcher.Judge([candidate with { Version = word }], facts)[0];
            Assert.True(after.Verdict >= verdict, $"{why} {word}");
            if (after.Evidence.All(evidence => evidence.Name is not ("isrcEqual" or "upcEqual"))) Assert.True(after.Verdict != Verdict.Confirmed, $"{why} {word}");
            if (word is "Karaoke Version" or "Instrumental" or "A Cappella") Assert.True(after.Verdict != Verdict.Confirmed, $"{why} {word}");
        }
    });

    /// <summary>A field that agrees, taken away: never a better verdict.</summary>
    [Fact]
    public void Dropping_what_agrees_never_makes_it_better() => Each((candidate, facts, verdict, why) =>
    {
        var evidence = ReleaseMatcher.Judge([candidate], facts)[0].Evidence.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        void Drops(string name, Candidate without)
        {
            if (evidence.Contains(name)) Assert.True(Verdicts(without, facts) >= verdict, $"{why} without {name}");
        }

        Drops("isrcEqual", candidate with { Isrc = null });
        Drops("upcEqual", candidate with { Upc = null });
        Drops("durationEqual", candidate with { Duration = null });
        Drops("releasedOnEqual", candidate with { ReleasedOn = null });
        Drops("albumEqual", candidate with { AlbumTitle = null });
        Drops("artistsOwn", candidate with { IsArtistsOwn = false });
        if (!evidence.Contains("artistsOverlap")) Drops("artistsEqual", candidate with { Artists = [] });
    });

    [Fact]
    public void The_order_of_the_candidates_decides_only_between_full_ties()
    {
        foreach (var one in LabelledCase.All)
        {
            var (candidates, facts) = (one.ToCandidates(), one.ToFacts());
            var forward = ReleaseMatcher.Judge(candidates, facts);
            var backward = ReleaseMatcher.Judge([.. candidates.Reverse()], facts);
            Assert.Equal(forward.Select(judged => (judged.Candidate.Id, judged.Verdict)).Order(), backward.Select(judged => (judged.Candidate.Id, judged.Verdict)).Order());
            if (forward is [{ Verdict: Verdict.Confirmed } best, ..]) Assert.True(best.Candidate.Id == backward[0].Candidate.Id, one.ToString());
        }
    }

    /// <summary>Only what one candidate alone is judged by: other hits have their own tests.</summary>
    private static void Each(Action<Candidate, ReleaseFacts, Verdict, string> check)
    {
        foreach (var one in LabelledCase.All)
            foreach (var candidate in one.ToCandidates())
                check(candidate, one.ToFacts(), Verdicts(candidate, one.ToFacts()), $"{one} ({candidate.Id})");
    }

    private static Verdict Verdicts(Candidate candidate, ReleaseFacts facts) => ReleaseMatcher.Judge([candidate], facts)[0].Verdict;

    private static string OtherDigit(string isrc) => isrc[..^1] + (char)('0' + ((isrc[^1] - '0' + 1) % 10));
}
