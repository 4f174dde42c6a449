using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>What the sources agree on, and that a lie or a reused code does not become what is known.</summary>
public sealed class AgreementTests
{
    private static readonly ReleaseFacts s_code = new(Isrc.Parse(Some.Isrc), null, null, []);
    private static readonly Candidate s_spotify = Some.Track();
    private static readonly Candidate s_deezer = Some.Track(Some.DeezerUrl()) with { Duration = TimeSpan.FromSeconds(252) };
    private static readonly Candidate s_musicBrainz = Some.Track() with { FoundBy = FoundBy.CrossReference, ToldBy = "musicbrainz", Duration = TimeSpan.FromSeconds(251.4) };
    private static readonly Candidate s_otherAtDeezer = s_deezer with { Title = "Walk", Artists = ["Foo Fighters"], Duration = TimeSpan.FromSeconds(257) };

    [Fact]
    public void Two_that_agree_make_the_reference()
    {
        var facts = ReleaseMatcher.Agree(s_code, [s_spotify, s_deezer]);
        Assert.Equal(("Die With A Smile", false, false), (facts.Title, facts.IsContested, facts.IsToldByOne));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], facts.Artists);
        Assert.NotNull(facts.Duration);
    }

    [Fact]
    public void One_against_one_is_contested_and_nothing_is_learned()
    {
        var facts = ReleaseMatcher.Agree(s_code, [s_spotify, s_otherAtDeezer]);
        Assert.Equal(s_code with { IsContested = true }, facts);
        Assert.All(new[] { s_spotify, s_otherAtDeezer }, answer => Assert.Equal(Verdict.Probable, ReleaseMatcher.Judge([answer], facts)[0].Verdict));
    }

    [Fact]
    public void Two_against_one_win_and_the_third_is_rejected()
    {
        var facts = ReleaseMatcher.Agree(s_code, [s_otherAtDeezer, s_spotify, s_musicBrainz]);
        Assert.Equal(("Die With A Smile", false), (facts.Title, facts.IsContested));
        Assert.Equal(Verdict.Confirmed, ReleaseMatcher.Judge([s_spotify], facts)[0].Verdict);
        Assert.Equal(Verdict.Rejected, ReleaseMatcher.Judge([s_otherAtDeezer], facts)[0].Verdict);
    }

    [Fact]
    public void Many_hits_of_one_source_are_one_voice() =>
        Assert.True(ReleaseMatcher.Agree(s_code, [s_spotify, s_spotify with { Id = "2" }, s_spotify with { Id = "3" }, s_otherAtDeezer]).IsContested);

    [Fact]
    public void An_admins_title_decides_between_two()
    {
        var facts = ReleaseMatcher.Agree(s_code with { Title = "Walk" }, [s_spotify, s_otherAtDeezer]);
        Assert.Equal((false, "Walk"), (facts.IsContested, facts.Title));
        Assert.Equal(["Foo Fighters"], facts.Artists);
        Assert.NotEqual(Verdict.Confirmed, ReleaseMatcher.Judge([s_spotify], facts)[0].Verdict);
    }

    [Fact]
    public void An_admins_artists_are_kept() => Assert.Equal(["Gaga"], ReleaseMatcher.Agree(s_code with { Artists = ["Gaga"] }, []).Artists);

    [Fact]
    public void Answers_with_another_code_have_no_voice() => Assert.Equal(s_code, ReleaseMatcher.Agree(s_code, [s_spotify with { Isrc = "USUM72409274" }, s_deezer with { Isrc = null }]));

    [Fact]
    public void One_source_alone_is_believed_and_marked()
    {
        var facts = ReleaseMatcher.Agree(s_code, [s_spotify]);
        Assert.Equal(("Die With A Smile", true, false), (facts.Title, facts.IsToldByOne, facts.IsContested));
    }

    [Fact]
    public void One_source_that_contradicts_itself_is_contested() =>
        Assert.True(ReleaseMatcher.Agree(s_code, [s_spotify, s_spotify with { Id = "2", Title = "Other" }]).IsContested);

    [Fact]
    public void The_order_of_the_answers_does_not_matter()
    {
        var random = new Random(3);
        Candidate[] answers = [s_spotify, s_deezer, s_musicBrainz, s_otherAtDeezer with { Id = "9" }, s_spotify with { Id = "live", Version = "Live", Duration = TimeSpan.FromSeconds(300) }];
        var first = ReleaseMatcher.Agree(s_code, answers);
        for (var i = 0; i < 200; i++)
        {
            random.Shuffle(answers);
            var facts = ReleaseMatcher.Agree(s_code, answers);
            Assert.Equal(first with { Artists = [] }, facts with { Artists = [] });
            Assert.Equal(first.Artists, facts.Artists);
        }
    }

    [Fact]
    public void An_album_stays_an_album()
    {
        var known = new ReleaseFacts(null, Upc.Parse(Some.Upc), null, []);
        var album = Some.Track() with { Kind = ItemKind.Album, Isrc = null, Upc = Some.Upc };
        Assert.Equal((ItemKind.Album, "Die With A Smile"), (ReleaseMatcher.Agree(known, [album]).Kind, ReleaseMatcher.Agree(known, [album]).Title));
    }
}
