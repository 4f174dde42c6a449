using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Records.Erasing;

public enum ErasureState
{
    /// <summary>It can still be taken back.</summary>
    Asked,
    Running,

    /// <summary>Nothing is left that was there. A last look follows a day later.</summary>
    Erased,
}

/// <summary>The erasure of an organization; in the end, its receipt.</summary>
/// <param name="Run">A ULID: this erasure's own name.</param>
/// <param name="AskedBy">Who may read the receipt when nobody belongs to the organization any more.</param>
/// <param name="LookedAt">When the job last told how far it is.</param>
public sealed record Erasure(OrganizationId Organization, string Run, ErasureState State, PersonId AskedBy, DateTimeOffset AskedAt, DateTimeOffset BeginsAt, DateTimeOffset LookedAt)
{
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When a walk through everything found nothing.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>When the last look was taken, at what came in late; null: not yet.</summary>
    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>Index into <see cref="ErasureSteps.All"/>: what is done next in this walk.</summary>
    public int Step { get; init; }

    /// <summary>Within a step: the last link that is done, or the continuation of its rows.</summary>
    public string? After { get; init; }

    /// <summary>Rows that this walk has found so far.</summary>
    public long FoundInPass { get; init; }

    public long Links { get; init; }

    /// <summary>Rows that were found and deleted, by table. After a kill, a page may be counted twice.</summary>
    public IReadOnlyDictionary<string, long> Erased { get; init; } = new Dictionary<string, long>();

    public ETag ETag { get; init; }

    public Erasure With(string table, long found)
    {
        if (found == 0) return this;
        var erased = new Dictionary<string, long>(Erased) { [table] = Erased.GetValueOrDefault(table) + found };
        return this with { Erased = erased, FoundInPass = FoundInPass + found };
    }
}
