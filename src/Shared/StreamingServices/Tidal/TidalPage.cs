namespace Smartlinks.StreamingServices.Tidal;

/// <summary>One page of a list; the cursor is null on the last.</summary>
public sealed record TidalPage(IReadOnlyList<Candidate> Candidates, string? NextCursor);
