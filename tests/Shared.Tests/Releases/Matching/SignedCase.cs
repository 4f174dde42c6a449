using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.Releases.Matching;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>Builds a candidate and facts that show given signs.</summary>
public static class SignedCase
{
    public const string Id = "judged";

    /// <summary>Null when no candidate shows just these, for example a title in another script that says no version and an artist in both.</summary>
    public static (IReadOnlyList<Candidate> Candidates, ReleaseFacts Facts)? Of(Signs signs, bool isAlbum)
    {
        bool Has(Signs sign) => (signs & sign) != 0;
        var hasNoCode = Has(Signs.NoCode);
        if (isAlbum && hasNoCode) return null;
        var isShort = Has(Signs.ShortTitle);
        var (known, same) = (isShort ? "Été" : "Étés et Hivers", isShort ? "Été" : "Étés et Hivers");
        var title = Has(Signs.TitleEqual) || Has(Signs.TitleUnknown) ? same : Has(Signs.TitleSimilar) ? TitleText.Plain(TitleText.Key(same)) : Has(Signs.TitleOtherScript) ? (isShort ? "лет" : "летом и зимой") : isShort ? "Zut" : "Another Song";
        var facts = new ReleaseFacts(isAlbum || hasNoCode ? null : Isrc.Parse(Some.Isrc), isAlbum ? Upc.Parse(Some.Upc) : null, Has(Signs.TitleUnknown) ? null : known, Has(Signs.ArtistsUnknown) ? [] : ["Mara Vey", "Kiln"])
        {
            Duration = Has(Signs.DurationUnknown) ? null : TimeSpan.FromSeconds(200.5),
            ReleasedOn = Has(Signs.ReleaseUnknown) ? null : new DateOnly(2024, 5, 3),
            AlbumTitle = Has(Signs.ReleaseEqual) ? "Seasons of the Year" : null,
            IsExplicit = Has(Signs.ExplicitUnknown) ? null : true,
            IsContested = Has(Signs.Contested),
            IsToldByOne = Has(Signs.KnownByOne),
        };
        var candidate = new Candidate(Has(Signs.KindEqual) == isAlbum ? ItemKind.Album : ItemKind.Track, Id, Some.SpotifyUrl(), title,
            Has(Signs.ArtistsOverlap) ? ["Mara Vey"] : Has(Signs.ArtistsOtherScript) ? ["Мара Вэй"] : Has(Signs.ArtistsDiffer) ? ["Nobody Else"] : ["Mara Vey", "Kiln"])
        {
            FoundBy = Has(Signs.Searched) ? FoundBy.Search : Has(Signs.ToldByThird) ? FoundBy.CrossReference : isAlbum ? FoundBy.Upc : FoundBy.Isrc,
            ToldBy = Has(Signs.ToldByThird) ? "musicbrainz" : null,
            Isrc = isAlbum ? null : Has(Signs.CodeEqual) ? Some.Isrc : Has(Signs.CodeDiffers) ? "USUM72409274" : null,
            Upc = !isAlbum ? null : Has(Signs.CodeEqual) ? Some.Upc : Has(Signs.CodeDiffers) ? "602557484939" : null,
            Version = Has(Signs.VersionSimilar) ? "2011 Remaster" : Has(Signs.VersionDiffers) ? "Live" : Has(Signs.VersionOpposed) ? "Karaoke" : null,
            Duration = TimeSpan.FromSeconds(Has(Signs.DurationNear) ? 204.6 : Has(Signs.DurationDiffers) ? 230.4 : 201.25),
            ReleasedOn = new DateOnly(2024, 5, 3),
            AlbumTitle = "Seasons of the Year",
            IsExplicit = Has(Signs.ExplicitDiffers) ? false : true,
            IsArtistsOwn = Has(Signs.ArtistsOwn) ? true : null,
        };
        // Another hit of the code that is plainly another recording, where nothing known tells which is right.
        IReadOnlyList<Candidate> all = Has(Signs.HitsDiffer) ? [candidate, candidate with { Id = "other", Title = same, Version = null, Artists = ["Mara Vey", "Kiln"], Kind = isAlbum ? ItemKind.Album : ItemKind.Track, Duration = TimeSpan.FromSeconds(300) }] : [candidate];
        // What was built is read by the code under test: the builder has no say in which signs it shows.
        return ReleaseMatcher.Read(all, facts)[0] == signs ? (all, facts) : null;
    }
}
