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
        { "no known title: the earlier day", [s_single, s_single with { Id = "earlier", Title = "Other", ReleasedOn = new DateOnly(2024, 8, 15) }], s_known with { Title = null }, "earlier" },
        { "a day before no day", [s_single with { Id = "dayless", ReleasedOn = null }, s_single], s_known, "single" },
        { "all equal: the service's order", [s_single with { Id = "first" }, s_single], s_known, "first" },
    };

    [Theory, MemberData(nameof(Choices))]
    public void The_right_one_of_several_is_chosen(string what, Candidate[] candidates, ReleaseFacts known, string? chosen) =>
        Assert.True(ReleaseMatcher.ChooseByIsrc(candidates, s_isrc, known)?.Candidate.Id == chosen, what);

    [Fact]
    public void A_product_is_chosen_by_its_code_in_any_padding()
    {
        var upc = Upc.Parse(Some.Upc);
        var album = s_album with { Kind = ItemKind.Album, Isrc = null, Upc = "00602475093060" };
        Assert.Equal("album", ReleaseMatcher.ChooseByUpc([album with { Id = "other", Upc = "602475093077" }, album with { Id = "none", Upc = null }, album], upc, ReleaseFacts.None)!.Value.Candidate.Id);
        Assert.Null(ReleaseMatcher.ChooseByUpc([album with { Upc = "602475093077" }], upc, ReleaseFacts.None));
    }

    [Fact]
    public void A_match_keeps_its_evidence()
    {
        var known = s_known with { Upc = Upc.Parse(Some.Upc), Title = "Another Title" };
        var (_, evidence) = ReleaseMatcher.ChooseByIsrc([s_album with { Upc = Some.Upc, Duration = new TimeSpan(1, 15, 7) }, s_single], s_isrc, known)!.Value;
        Assert.Equal(
        [
            new("isrcEqual", Some.Isrc), new("upcEqual", Some.Upc), new("titleDiffers", "Die With A Smile"), new("duration", "75:07"), new("releasedOn", "2024-08-16"),
            new("onAlbum", "MAYHEM (album)"), new Evidence("chosenOf", "2"),
        ], evidence);
    }

    [Fact]
    public void The_choice_does_not_depend_on_the_order_unless_all_is_equal()
    {
        var random = new Random(7);
        Candidate[] candidates = [s_single, s_ep, s_album, s_unknown, s_compilation, s_single with { Id = "live", Isrc = "USUM72409274" }];
        for (var i = 0; i < 500; i++)
        {
            random.Shuffle(candidates);
            Assert.Equal("single", ReleaseMatcher.ChooseByIsrc(candidates, s_isrc, s_known)!.Value.Candidate.Id);
        }
    }
}
