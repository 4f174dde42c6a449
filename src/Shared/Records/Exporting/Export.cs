using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Records.Exporting;

public enum ExportState
{
    Running,

    /// <summary>It can be fetched until it expires.</summary>
    Ready,
}

/// <summary>All of an organization's data in one JSON document, made by a job.</summary>
/// <param name="Run">A ULID: the export's own name.</param>
/// <param name="LookedAt">When the job last told how far it is; one that is silent for long has lost its message.</param>
public sealed record Export(OrganizationId Organization, string Run, ExportState State, PersonId AskedBy, DateTimeOffset AskedAt, DateTimeOffset LookedAt)
{
    public int Parts { get; init; }

    public long Rows { get; init; }

    /// <summary>Of the whole document, unpacked.</summary>
    public long Bytes { get; init; }

    /// <summary>How many sections are written.</summary>
    public int Section { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it is deleted; null while it runs.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public ETag ETag { get; init; }

    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>Where an export goes on: kept with the part that ends there.</summary>
/// <param name="Section">Index in <see cref="ExportedSections.All"/>; their number: the document is whole.</param>
/// <param name="After">Of a section read link by link: the pointer of the last link that is done.</param>
/// <param name="Continuation">Within the section's, or the link's, rows.</param>
/// <param name="InSection">Rows the section has so far.</param>
/// <param name="Rows">Rows of the whole document so far.</param>
/// <param name="Bytes">Of the document so far.</param>
/// <param name="IsOpen">Whether the section's list has begun.</param>
public sealed record ExportCursor(int Section, string? After, string? Continuation, long InSection, long Rows, long Bytes, bool IsOpen)
{
    public static readonly ExportCursor Start = new(0, null, null, 0, 0, 0, false);

    public bool IsBeginning => Bytes == 0;

    public bool IsEnd => Section >= ExportedSections.All.Count;
}
