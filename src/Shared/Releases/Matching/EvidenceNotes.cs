using Smartlinks.Links;

namespace Smartlinks.Releases.Matching;

/// <summary>The evidence that is kept of a candidate, in the order it was found.</summary>
internal sealed class EvidenceNotes
{
    private readonly List<Evidence> _evidence = [];

    public IReadOnlyList<Evidence> Evidence => _evidence;

    /// <summary>Keeps the evidence, and gives the sign it stands for.</summary>
    public Signs Note(Signs sign, string name, string detail)
    {
        _evidence.Add(new Evidence(name, detail));
        return sign;
    }
}
