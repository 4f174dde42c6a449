using System.Globalization;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases.Matching;

/// <summary>A candidate held against what is known: its signs for the decision table, and the evidence to keep.</summary>
internal sealed class CandidateReading
{
    private readonly List<Evidence> _evidence = [];

    public CandidateReading(Candidate candidate, Reference reference)
    {
        Candidate = candidate;
        Title = TitleReading.Of(candidate.Title, candidate.Version, reference.ArtistsOf(candidate));
        HasCode = reference.HasCode(candidate);
        var facts = reference.Facts;
        // The code first: it is what people look for.
        Signs = ReadCode(reference)
            | (candidate.Kind == facts.Kind ? Signs.KindEqual : Signs.KindDiffers)
            | ReadSource()
            | ReadTitle(reference)
            | ReadDuration(facts)
            | ReadRelease(reference)
            | (facts.IsContested ? Signs.Contested : facts.IsToldByOne ? Signs.KnownByOne : Signs.KnownWell);
        if (candidate.Kind != facts.Kind) _evidence.Add(new Evidence("kindDiffers", candidate.Kind.ToString().ToLowerInvariant()));
        if (facts.IsContested) _evidence.Add(new Evidence("contested", "sources contradict each other"));
    }

    public Candidate Candidate { get; }

    public TitleReading Title { get; }

    public bool HasCode { get; }

    public Signs Signs { get; private set; }

    public IReadOnlyList<Evidence> Evidence => _evidence;

    public bool Has(Signs signs) => (Signs & signs) != 0;

    /// <summary>Says whether the source's other hits with this code are the same recording.</summary>
    public void SetHits(bool agree)
    {
        Signs |= agree ? Signs.HitsAgree : Signs.HitsDiffer;
        if (!agree) _evidence.Add(new Evidence("hitsDiffer", "the source gives this code to more than one recording"));
    }

    private Signs ReadCode(Reference reference)
    {
        var (name, code, isKnown) = reference.IsAlbum ? ("upc", Candidate.Upc, true) : ("isrc", Candidate.Isrc, reference.Facts.Isrc is not null);
        var isCode = reference.IsAlbum ? Upc.TryParse(code, out _) : Isrc.TryParse(code, out _);
        if (!isKnown) return Signs.NoCode;
        if (HasCode) return Note(Signs.CodeEqual, name + "Equal", reference.IsAlbum ? code! : reference.Facts.Isrc!.Value.ToString());
        return isCode ? Note(Signs.CodeDiffers, name + "Differs", code!) : Note(Signs.CodeMissing, name + "Missing", Candidate.FoundBy switch { FoundBy.Isrc or FoundBy.Upc => "not in the answer", FoundBy.Item => "not on its page", FoundBy.Search => "not in the search", _ => "not told" });
    }

    private Signs ReadSource()
    {
        if (Candidate.IsArtistsOwn is { } own) Note(Signs.None, own ? "artistsOwn" : "notArtistsOwn", string.Join(", ", Candidate.Artists));
        var signs = Candidate.IsArtistsOwn == true ? Signs.ArtistsOwn : Signs.NotArtistsOwn;
        if (Candidate.ToldBy is { } who) return signs | Note(Signs.ToldByThird, "toldBy", who);
        if (Candidate.FoundBy == FoundBy.CrossReference) return signs | Note(Signs.ToldByThird, "toldBy", "crossReference");
        return signs | (Candidate.FoundBy == FoundBy.Search ? Note(Signs.Searched, "foundBySearch", Candidate.Title) : Signs.Asked);
    }

    private Signs ReadTitle(Reference reference)
    {
        var artists = ArtistNames.Compare(reference.Artists, Title.Artists);
        var billed = string.Join(", ", Candidate.Artists);
        var signs = artists switch
        {
            Comparison.Equal => Note(Signs.ArtistsEqual, "artistsEqual", billed),
            Comparison.Similar => Note(Signs.ArtistsOverlap, "artistsOverlap", billed),
            Comparison.OtherScript => Note(Signs.ArtistsOtherScript, "artistsOtherScript", billed),
            Comparison.Differs => Note(Signs.ArtistsDiffer, "artistsDiffer", billed),
            _ => Signs.ArtistsUnknown,
        };
        var isShort = (reference.Title ?? Title).IsShort || Title.IsShort;
        if (isShort) _evidence.Add(new Evidence("titleShort", Candidate.Title));
        signs |= isShort ? Signs.ShortTitle : Signs.LongTitle;
        if (reference.Title is not { } known) return signs | Signs.TitleUnknown | Signs.VersionEqual | ReadExplicit(reference.Facts.IsExplicit, Candidate.IsExplicit ?? Title.Version.IsExplicit);
        var written = Candidate.Version is { } version ? $"{Candidate.Title} ({version})" : Candidate.Title;
        return signs | ReadVersion(known, reference) | (TitleComparison.Compare(known, Title) switch
        {
            Comparison.Equal => Note(Signs.TitleEqual, "titleEqual", written),
            Comparison.Similar => Note(Signs.TitleSimilar, "titleSimilar", written),
            Comparison.OtherScript => Note(Signs.TitleOtherScript, "titleOtherScript", written),
            _ => Note(Signs.TitleDiffers, "titleDiffers", written),
        })
        | ReadExplicit(known.Version.IsExplicit ?? reference.Facts.IsExplicit, Title.Version.IsExplicit ?? Candidate.IsExplicit);
    }

    private Signs ReadVersion(TitleReading known, Reference reference)
    {
        // A word "clean" says that there is another edit, as long; silence beside it is taken for that other.
        var (isClean, isKnownClean) = (Title.Version.IsExplicit == false, known.Version.IsExplicit == false);
        if ((isClean && !isKnownClean && reference.Facts.IsExplicit != false) || (isKnownClean && !isClean && Candidate.IsExplicit != false)) return Note(Signs.VersionOpposed, "versionDiffers", isClean ? "clean" : "not clean");

        // Other guests on the same song are another recording, whatever the words say.
        var guests = known.Guests.Count > 0 && Title.Guests.Count > 0 && ArtistNames.Compare(ArtistNames.Of(known.Guests), ArtistNames.Of(Title.Guests)) == Comparison.Differs;
        var words = known.Version.IsNone && Title.Version.IsNone ? "" : $"{Title.Version} / {known.Version}";
        if (guests) return Note(Signs.VersionDiffers, "versionDiffers", $"feat. {string.Join(", ", Title.Guests)} / feat. {string.Join(", ", known.Guests)}");
        return VersionReading.Compare(known.Version, Title.Version) switch
        {
            VersionComparison.Opposed => Note(Signs.VersionOpposed, "versionDiffers", words),
            VersionComparison.Differs => Note(Signs.VersionDiffers, "versionDiffers", words),
            VersionComparison.Similar => Note(Signs.VersionSimilar, "versionSimilar", words),
            // Where no code proves it, an album of instrumentals or live takes speaks for the songs on it.
            VersionComparison.Equal when !HasCode && AlbumWords(reference) is var said and not VersionKinds.None => Note(Signs.VersionSimilar, "versionSimilar", $"album: {said}"),
            VersionComparison.Equal => words.Length > 0 ? Note(Signs.VersionEqual, "versionEqual", words) : Signs.VersionEqual,
        };
    }

    private VersionKinds AlbumWords(Reference reference) =>
        Candidate.AlbumTitle is { } album ? AlbumComparison.Unmatched(reference, Title, TitleReading.Of(album, null, [])) & (VersionKinds.Hard | VersionKinds.Opposed) : VersionKinds.None;

    private Signs ReadExplicit(bool? known, bool? told)
    {
        if (known == true && told is null) return Signs.ExplicitUntold;
        if (known is null || told is null) return Signs.ExplicitUnknown;
        return known == told ? Signs.ExplicitEqual : Note(Signs.ExplicitDiffers, "explicitDiffers", told.Value ? "explicit" : "clean");
    }

    private Signs ReadDuration(ReleaseFacts facts)
    {
        if (Candidate.Kind == ItemKind.Album || Candidate.Duration is not { Ticks: > 0 } duration) return Signs.DurationUnknown;
        if (facts.Duration is not { Ticks: > 0 } known) return Note(Signs.DurationUnknown, "duration", Lengths.Describe(duration));
        return Lengths.Compare(known, duration) switch
        {
            Comparison.Equal => Note(Signs.DurationEqual, "durationEqual", Lengths.Describe(duration, known)),
            Comparison.Similar => Note(Signs.DurationNear, "durationNear", Lengths.Describe(duration, known)),
            _ => Note(Signs.DurationDiffers, "durationDiffers", Lengths.Describe(duration, known)),
        };
    }

    /// <summary>Which of UPC, album and day agree. An album named like its song or with a work on it says little, and nothing where the day differs.</summary>
    private Signs ReadRelease(Reference reference)
    {
        var (facts, agree) = (reference.Facts, 0);
        if (!reference.IsAlbum && facts.Upc is not null && Upc.TryParse(Candidate.Upc, out _))
        {
            var isEqual = reference.HasUpc(Candidate);
            Note(Signs.None, isEqual ? "upcEqual" : "upcDiffers", Candidate.Upc!);
            if (isEqual) agree++;
        }

        var isOtherDay = false;
        if (Candidate.ReleasedOn is { } on)
        {
            var day = on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (facts.ReleasedOn is not { } known) Note(Signs.None, "releasedOn", day);
            else if (known == on) { Note(Signs.None, "releasedOnEqual", day); agree++; }
            else { Note(Signs.None, "releasedOnDiffers", day); isOtherDay = true; }
        }

        if (!reference.IsAlbum && Candidate.AlbumTitle is { } album)
        {
            var reading = TitleReading.Of(album, null, []);
            var written = Candidate.AlbumType is null ? album : $"{album} ({Candidate.AlbumType})";
            if (reference.Album is null) Note(Signs.None, "onAlbum", written);
            else if (!AlbumComparison.AreEqual(reference, Title, reading)) Note(Signs.None, "albumDiffers", written);
            else
            {
                Note(Signs.None, "albumEqual", written);
                // Performers record a work again, and name the album alike.
                var isNamedLikeOthers = reading.Core == Title.Core || ClassicalTitle.IsWork(Title.Core);
                if (!isNamedLikeOthers || !isOtherDay) agree++;
                if (facts.TrackNumber is { } place && Candidate.TrackNumber is { } told) Note(Signs.None, place == told ? "trackPositionEqual" : "trackPositionDiffers", told.ToString(CultureInfo.InvariantCulture));
            }
        }

        return agree switch { 0 => Signs.ReleaseUnknown, 1 => Signs.ReleaseSimilar, _ => Signs.ReleaseEqual };
    }

    private Signs Note(Signs sign, string name, string detail)
    {
        _evidence.Add(new Evidence(name, detail));
        return sign;
    }
}
