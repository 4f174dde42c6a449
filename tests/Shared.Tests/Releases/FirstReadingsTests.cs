using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>What counts as something else at an address. Hunts false alarms: two of them take a good destination off the page.</summary>
public sealed class FirstReadingsTests
{
    private static readonly Candidate s_coded = Some.Track();
    private static readonly Candidate s_plain = s_coded with { Isrc = null, AlbumTitle = null, ReleasedOn = null };
    private static readonly Candidate s_title = s_plain with { Title = "Up", Artists = [], Duration = null };
    private static readonly Candidate s_album = s_plain with { Kind = ItemKind.Album, Title = "MAYHEM", Duration = null };

    public static TheoryData<string, Candidate, Candidate, bool> Pairs => new()
    {
        { "the same", s_plain, s_plain, false },
        { "the same with its code", s_coded, s_coded, false },
        { "a title in other case, a second more", s_plain, s_plain with { Title = "die with a smile", Duration = TimeSpan.FromSeconds(252) }, false },
        { "one artist of two", s_plain, s_plain with { Artists = ["Lady Gaga"] }, false },
        { "no length any more", s_plain, s_plain with { Duration = null }, false },
        { "no artists any more", s_plain, s_plain with { Artists = [] }, false },
        { "a title in other letters", s_plain, s_plain with { Title = "笑顔で死ぬ" }, false },
        { "another title", s_plain, s_plain with { Title = "Rain On Me" }, true },
        { "another artist", s_plain, s_plain with { Artists = ["Somebody"] }, true },
        { "another length", s_plain, s_plain with { Duration = TimeSpan.FromSeconds(182) }, true },
        { "a live take", s_plain, s_plain with { Title = "Die With A Smile (Live)" }, true },
        { "another title under its code", s_coded, s_coded with { Title = "Rain On Me" }, false },
        { "another title and artist under its code", s_coded, s_coded with { Title = "Rain On Me", Artists = ["Somebody"] }, true },
        { "the same without its code", s_coded, s_plain, false },
        { "the same with another code", s_coded, s_coded with { Isrc = "USUM72409274" }, false },
        { "little told, and the same", s_title, s_title, false },
        { "little told, in more words", s_title, s_title with { Title = "Up by Somebody" }, false },
        { "little told, and another", s_title, s_title with { Title = "Down" }, true },
        { "an album", s_album, s_album, false },
        { "another album", s_album, s_album with { Title = "Chromatica" }, true },
        { "an album by its code", s_album with { Upc = Some.Upc }, s_album with { Upc = Some.Upc, Title = "MAYHEM (Deluxe)" }, false },
        { "another album and artist by its code", s_album with { Upc = Some.Upc }, s_album with { Upc = Some.Upc, Title = "Chromatica", Artists = ["Somebody"] }, true },
    };

    [Theory, MemberData(nameof(Pairs))]
    public void What_stands_there_is_held_against_what_stood_there(string what, Candidate first, Candidate now, bool isSomethingElse) =>
        Assert.True(isSomethingElse == FirstReadings.IsSomethingElse(now, first), what);
}
