using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What one source (a service, or a third party that knows addresses at services) said when asked about a release.</summary>
/// <param name="Source">The service's id, or <c>musicbrainz</c> or <c>itunes</c>.</param>
public sealed record SourceAnswer(string Source, LookUp LookUp)
{
    /// <summary>The source was not asked: nothing is known that it could be asked for.</summary>
    public bool WasNotAsked { get; init; }

    /// <summary>Not the source itself is what cannot be asked just now, but a third party that may know where it has the release.</summary>
    public bool WaitsForOthers { get; init; }

    public IReadOnlyList<Candidate> Candidates => LookUp is LookUp.Found found ? found.Candidates : [];
}
