using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What the sources of one run have told so far, and what follows for those that are still to be asked. Thread-safe.</summary>
internal sealed class LookUpNotes(LookUpPlan plan, ReleaseFacts known)
{
    /// <summary>Addresses of one service that are read when third parties tell several: one may be dead or somebody's copy.</summary>
    private const int MostTold = 3;

    private readonly Lock _lock = new();
    private readonly List<Candidate> _byCode = [.. plan.ByCode];
    private readonly List<Candidate> _told = [.. plan.Told];
    private readonly List<Candidate> _searched = [];
    private readonly List<LookUp.Unavailable> _heldBack = [];

    /// <summary>What the answers by code agree on, these included.</summary>
    public ReleaseFacts AddByCode(IReadOnlyList<Candidate> candidates)
    {
        lock (_lock)
        {
            _byCode.AddRange(candidates);
            return ReleaseAnswers.AgreeOn(known, _byCode);
        }
    }

    public void AddTold(IReadOnlyList<Candidate> candidates)
    {
        lock (_lock) _told.AddRange(candidates);
    }

    public void AddSearched(IReadOnlyList<Candidate> candidates)
    {
        lock (_lock) _searched.AddRange(candidates);
    }

    public void AddHeldBack(LookUp.Unavailable held)
    {
        lock (_lock) _heldBack.Add(held);
    }

    public ReleaseFacts Reference() => AddByCode([]);

    /// <summary>A third party whose turn is near may still know an address; null: none is waited for.</summary>
    public LookUp.Unavailable? HeldBack()
    {
        lock (_lock) return _heldBack.MaxBy(held => held.RetryAfter);
    }

    /// <summary>What third parties say are a service's addresses, in their order.</summary>
    public IReadOnlyList<ServiceItem> ToldOf(StreamingService service)
    {
        lock (_lock)
        {
            return [.. _told.Where(candidate => candidate.Url.Service == service).Select(candidate => ServiceItem.TryRead(candidate.Url, out var item) ? item : null).OfType<ServiceItem>()
                .DistinctBy(item => (item.Kind, item.Id)).Take(MostTold)];
        }
    }

    /// <summary>Whether the service's own answer to the code settles it.</summary>
    public bool IsProven(StreamingService service)
    {
        lock (_lock)
        {
            return ReleaseMatcher.Judge([.. _byCode.Where(candidate => candidate.Url.Service == service)], known) is [{ Verdict: Verdict.Confirmed }, ..];
        }
    }

    /// <summary>The one ISRC of all hits that could be the release, when no code is known. Null: none, or several.</summary>
    public string? Hint()
    {
        if (known.Isrc is not null || known.Upc is not null) return null;
        lock (_lock)
        {
            var codes = ReleaseMatcher.Judge(_searched, ReleaseAnswers.AgreeOn(known, _byCode)).Where(judgement => judgement.Verdict != Verdict.Rejected)
                .Select(judgement => Isrc.TryParse(judgement.Candidate.Isrc, out var isrc) ? isrc : (Isrc?)null).OfType<Isrc>().Distinct().ToList();
            return codes is [var only] ? only.ToString() : null;
        }
    }
}
