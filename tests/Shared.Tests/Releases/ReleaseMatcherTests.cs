using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

public sealed class ReleaseMatcherTests
{
    private static readonly Isrc s_isrc = Isrc.Parse(Some.Isrc);
    private static readonly Candidate s_single = Some.Track() with { Id = "single" };
    private static readonly Candidate s_ep = s_single with { Id = "ep", AlbumType = "EP" };
    private static readonly Candidate s_album = s_single with { Id = "album", AlbumType = "album", AlbumTitle = "MAYHEM" };
    private static readonly Candidate s_unknown = s_single with { Id = "unknown", AlbumType = null };
    private static readonly Candidate s_compilation = s_single with { Id = "compilation", AlbumType = "compilation", ReleasedOn = new DateOnly(2020, 1, 1) };
    private static readonly ReleaseFacts s_known = new(s_isrc, null, "Die With A Smile", []);

    public static TheoryData<string, Candidate[], ReleaseFacts, string?> Choices => new()
    {
        { "nothing was offered", [], s_known, null },
        { "one recording", [s_single], s_known, "single" },
        { "another recording", [s_single with { Isrc = "USUM72409274" }], s_known, null },
        { "no code at all", [s_single with { Isrc = null }], s_known, null },
        { "no code that can be read", [s_single with { Isrc = "???" }], s_known, null },
        { "the code in another spelling", [s_single with { Isrc = "us-um7-24-09273" }], s_known, "single" },
        { "another recording first", [s_single with { Id = "live", Isrc = "USUM72409274" }, s_single], s_known, "single" },
        { "on a single, an album and a compilation", [s_compilation, s_album, s_single], s_known, "single" },
        { "on an EP and an album", [s_album, s_ep], s_known, "ep" },
        { "on an album and a compilation that is older", [s_compilation, s_album], s_known, "album" },
        { "on an album and something of an unknown kind", [s_unknown, s_album], s_known, "album" },
        { "on something of an unknown kind and a compilation", [s_compilation, s_unknown], s_known, "unknown" },
        { "the album with the known UPC before the single", [s_single, s_album with { Upc = "00" + Some.Upc }], s_known with { Upc = Upc.Parse(Some.Upc) }, "album" },
        { "an equal title before another", [s_single with { Id = "remaster", Title = "Die With A Smile (Remaster)", ReleasedOn = new DateOnly(2001, 1, 1) }, s_single], s_known, "single" },
        { "a title equal but for case, width and blanks", [s_single with { Id = "other", Title = "Other" }, s_single with { Title = "ＤＩＥ  with a smile " }], s_known, "single" },
        { "no known title, hits that differ in it: none", [s_single, s_single with { Id = "earlier", Title = "Other", ReleasedOn = new DateOnly(2024, 8, 15) }], s_known with { Title = null }, null },
        { "no known title: the earlier day", [s_single, s_single with { Id = "earlier", ReleasedOn = new DateOnly(2024, 8, 15) }], s_known with { Title = null }, "earlier" },
        { "a day before no day", [s_single with { Id = "dayless", ReleasedOn = null }, s_single], s_known, "single" },
        { "all equal: the service's order", [s_single with { Id = "first" }, s_single], s_known, "first" },
        { "a single that the asked storefront cannot play, and the album's copy that it can", [s_single with { Territories = Territories.Except(["US"]) }, s_album], s_known, "album" },
        { "the copy with the known UPC, playable nowhere", [s_single with { Upc = Some.Upc, Territories = Territories.Only([]) }, s_compilation], s_known with { Upc = Upc.Parse(Some.Upc) }, "compilation" },
        { "playable in more countries of a list", [s_single with { Territories = Territories.Only(["DE"]) }, s_album with { Territories = Territories.Only(["AT", "DE"]) }], s_known, "album" },
        { "playable all over but in two countries, or in two countries only", [s_single with { Territories = Territories.Only(["AT", "DE"]) }, s_album with { Territories = Territories.Except(["AT", "DE"]) }], s_known, "album" },
        { "the asked market left out, before nowhere", [s_single with { Territories = Territories.Only([]) }, s_album with { Territories = Territories.Except(["US"]) }], s_known, "album" },
        { "playable in as many countries: the single", [s_album with { Territories = Territories.Except(["US"]) }, s_single with { Territories = Territories.Except(["DE"]) }], s_known, "single" },
        { "another recording that can be played", [s_single with { Territories = Territories.Only([]) }, s_album with { Isrc = "USUM72409274" }], s_known, "single" },
    };

    [Theory, MemberData(nameof(Choices))]
    public void The_right_one_of_several_is_chosen(string what, Candidate[] candidates, ReleaseFacts known, string? chosen) =>
        Assert.True(ReleaseMatcher.Judge(candidates, known).FirstOrDefault(judged => judged.Verdict == Verdict.Confirmed)?.Candidate.Id == chosen, what);

    [Fact]
    public void Of_two_that_are_only_likely_the_likelier_comes_first_wherever_it_can_be_played()
    {
        var likely = s_single with { Id = "likely", Isrc = null, FoundBy = FoundBy.Search, Territories = Territories.Except(["US"]) };
        var judged = ReleaseMatcher.Judge([likely with { Id = "longer", Duration = TimeSpan.FromSeconds(255), Territories = Territories.Everywhere }, likely], s_known with { Artists = s_single.Artists, Duration = s_single.Duration });
        Assert.Equal([("likely", Verdict.Probable), ("longer", Verdict.Probable)], judged.Select(one => (one.Candidate.Id, one.Verdict)));
    }

    [Fact]
    public void The_choice_does_not_depend_on_the_order_unless_all_is_equal()
    {
        var random = new Random(7);
        Candidate[] candidates = [s_single, s_ep, s_album, s_unknown, s_compilation, s_single with { Id = "live", Isrc = "USUM72409274" }];
        for (var i = 0; i < 500; i++)
        {
            random.Shuffle(candidates);
            Assert.Equal("single", ReleaseMatcher.Judge(candidates, s_known)[0].Candidate.Id);
        }
    }
}
