using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What the evidence says of a candidate (docs/matching.md).</summary>
public enum Verdict
{
    /// <summary>It is this release: fans may be sent there.</summary>
    Confirmed,

    /// <summary>It may be: for an admin to look at.</summary>
    Probable,

    /// <summary>It is something else, or nothing says that it is this.</summary>
    Rejected,
}

/// <summary>A candidate with what was found for and against it.</summary>
public sealed record Judgement(Candidate Candidate, Verdict Verdict, IReadOnlyList<Evidence> Evidence);
