using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases.Matching;

/// <summary>A candidate held against what is known: its signs for the decision table, and the evidence to keep.</summary>
internal sealed class CandidateReading
{
    private readonly EvidenceNotes _notes = new();

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
            | new NameComparison(candidate, Title, _notes).Read(reference)
            | ReadDuration(facts)
            | new ReleaseComparison(candidate, Title, _notes).Read(reference)
            | (facts.IsContested ? Signs.Contested : facts.IsToldByOne ? Signs.KnownByOne : Signs.KnownWell);
        if (candidate.Kind != facts.Kind) _notes.Note(Signs.None, "kindDiffers", candidate.Kind.ToString().ToLowerInvariant());
        if (facts.IsContested) _notes.Note(Signs.None, "contested", "sources contradict each other");
    }

    public Candidate Candidate { get; }

    public TitleReading Title { get; }

    public bool HasCode { get; }

    public Signs Signs { get; private set; }

    public IReadOnlyList<Evidence> Evidence => _notes.Evidence;

    public bool Has(Signs signs) => (Signs & signs) != 0;

    /// <summary>Says whether the source's other hits with this code are the same recording.</summary>
    public void SetHits(bool agree)
    {
        Signs |= agree ? Signs.HitsAgree : Signs.HitsDiffer;
        if (!agree) _notes.Note(Signs.None, "hitsDiffer", "the source gives this code to more than one recording");
    }

    private Signs ReadCode(Reference reference)
    {
        var (name, code, isKnown) = reference.IsAlbum ? ("upc", Candidate.Upc, true) : ("isrc", Candidate.Isrc, reference.Facts.Isrc is not null);
        var isCode = reference.IsAlbum ? Upc.TryParse(code, out _) : Isrc.TryParse(code, out _);
        if (!isKnown) return Signs.NoCode;
        if (HasCode) return _notes.Note(Signs.CodeEqual, name + "Equal", reference.IsAlbum ? code! : reference.Facts.Isrc!.Value.ToString());
        return isCode ? _notes.Note(Signs.CodeDiffers, name + "Differs", code!) : _notes.Note(Signs.CodeMissing, name + "Missing", Candidate.FoundBy switch { FoundBy.Isrc or FoundBy.Upc => "not in the answer", FoundBy.Item => "not on its page", FoundBy.Search => "not in the search", _ => "not told" });
    }

    private Signs ReadSource()
    {
        if (Candidate.IsArtistsOwn is { } own) _notes.Note(Signs.None, own ? "artistsOwn" : "notArtistsOwn", string.Join(", ", Candidate.Artists));
        var signs = Candidate.IsArtistsOwn == true ? Signs.ArtistsOwn : Signs.NotArtistsOwn;
        if (Candidate.ToldBy is { } who) return signs | _notes.Note(Signs.ToldByThird, "toldBy", who);
        if (Candidate.FoundBy == FoundBy.CrossReference) return signs | _notes.Note(Signs.ToldByThird, "toldBy", "crossReference");
        return signs | (Candidate.FoundBy == FoundBy.Search ? _notes.Note(Signs.Searched, "foundBySearch", Candidate.Title) : Signs.Asked);
    }

    private Signs ReadDuration(ReleaseFacts facts)
    {
        if (Candidate.Kind == ItemKind.Album || Candidate.Duration is not { Ticks: > 0 } duration) return Signs.DurationUnknown;
        if (facts.Duration is not { Ticks: > 0 } known) return _notes.Note(Signs.DurationUnknown, "duration", Lengths.Describe(duration));
        return Lengths.Compare(known, duration) switch
        {
            Comparison.Equal => _notes.Note(Signs.DurationEqual, "durationEqual", Lengths.Describe(duration, known)),
            Comparison.Similar => _notes.Note(Signs.DurationNear, "durationNear", Lengths.Describe(duration, known)),
            _ => _notes.Note(Signs.DurationDiffers, "durationDiffers", Lengths.Describe(duration, known)),
        };
    }
}
