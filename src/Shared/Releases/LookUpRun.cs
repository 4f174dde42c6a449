using System.Threading.Channels;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>Whom to ask in one run.</summary>
public sealed record LookUpPlan(IReadOnlyList<IServiceCatalogue> Catalogues, IReadOnlyList<ICrossReference> CrossReferences)
{
    /// <summary>Addresses that third parties told in earlier runs.</summary>
    public IReadOnlyList<Candidate> Told { get; init; } = [];

    /// <summary>What services answered for the code in earlier runs.</summary>
    public IReadOnlyList<Candidate> ByCode { get; init; } = [];
}

/// <summary>
/// Asks all sources of a plan at once and gives their answers as they come. A service that looks up by code is asked for the code; one that only searches
/// is asked as soon as an answer by code told title and artists (or an admin did), and one whose searches are counted (YouTube) last of all, when nobody
/// else told its address. An address a third party told is read at its own service.
/// </summary>
public sealed class LookUpRun
{
    /// <summary>No source is waited for longer; it is asked again later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    /// <summary>How long who comes last waits for services that are slower than others.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<SourceAnswer> _answers = Channel.CreateUnbounded<SourceAnswer>();
    private readonly TaskCompletionSource<ReleaseFacts> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<Candidate> _byCode;
    private readonly List<Candidate> _told;
    private readonly ReleaseFacts _known;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;

    private LookUpRun(LookUpPlan plan, ReleaseFacts known, TimeProvider time, CancellationToken cancellationToken) =>
        (_told, _byCode, _known, _time, _cancellation) = ([.. plan.Told], [.. plan.ByCode], known, time, cancellationToken);

    public static LookUpRun Start(LookUpPlan plan, ReleaseFacts known, TimeProvider time, CancellationToken cancellationToken)
    {
        var run = new LookUpRun(plan, known, time, cancellationToken);
        _ = run.AskAllAsync(plan);
        return run;
    }

    /// <summary>All answers that are there, each time at least one; ends when every source answered.</summary>
    public async IAsyncEnumerable<IReadOnlyList<SourceAnswer>> ReadAsync()
    {
        while (await _answers.Reader.WaitToReadAsync(_cancellation))
        {
            var batch = new List<SourceAnswer>();
            while (_answers.Reader.TryRead(out var answer)) batch.Add(answer);
            yield return batch;
        }
    }

    private async Task AskAllAsync(LookUpPlan plan)
    {
        try
        {
            if (IsDescribed(Reference())) _described.TrySetResult(Reference());
            var byCode = plan.Catalogues.Where(CanAskForCode).ToList();
            var codes = byCode.Select(catalogue => AskAsync(catalogue.Service.Id, () => AskForCodeAsync(catalogue), LearnFromCode)).ToList();
            var cross = plan.CrossReferences.Select(reference => AskAsync(reference.Id, () => AskForAddressesAsync(reference), LearnAddresses)).ToList();
            var others = plan.Catalogues.Except(byCode).Select(catalogue => SearchAsync(catalogue, Task.WhenAll(codes), Task.WhenAll(cross))).ToList();
            await Task.WhenAll(codes);
            _described.TrySetResult(Reference());
            await Task.WhenAll(cross);
            var read = byCode.Select(ReadToldAsync).ToList();
            await Task.WhenAll([.. others, .. read]);
            _answers.Writer.Complete();
        }
        catch (Exception failure)
        {
            _answers.Writer.Complete(failure);
        }
    }

    private bool CanAskForCode(IServiceCatalogue catalogue) =>
        (_known.Isrc is not null && catalogue.Capabilities.ByIsrc) || (_known.Isrc is null && _known.Upc is not null && catalogue.Capabilities.ByUpc);

    private Task<LookUp> AskForCodeAsync(IServiceCatalogue catalogue) => _known.Isrc is { } isrc
        ? catalogue.FindByIsrcAsync(isrc.ToString(), _cancellation)
        : catalogue.FindByUpcAsync([.. _known.Upc!.Value.Spellings()], _cancellation);

    /// <summary>A third party is asked for all it can be asked for: the UPC as well, when both are known and only it is taken.</summary>
    private async Task<LookUp> AskForAddressesAsync(ICrossReference reference)
    {
        if (_known.Isrc is { } isrc && reference.ByIsrc) return await reference.FindByIsrcAsync(isrc.ToString(), _cancellation);
        if (_known.Upc is { } upc && reference.ByUpc) return await reference.FindByUpcAsync([.. upc.Spellings()], _cancellation);
        return new LookUp.NotListed();
    }

    private async Task<LookUp> AskAsync(string source, Func<Task<LookUp>> ask, Action<IReadOnlyList<Candidate>>? learn)
    {
        LookUp answer;
        try
        {
            answer = await ask().WaitAsync(s_patience, _time, _cancellation);
        }
        catch (TimeoutException)
        {
            answer = new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        }

        if (answer is LookUp.Found found) learn?.Invoke(found.Candidates);
        Tell(new SourceAnswer(source, answer));
        return answer;
    }

    private async Task SearchAsync(IServiceCatalogue catalogue, Task codes, Task addresses)
    {
        var id = catalogue.Service.Id;
        if (catalogue.Capabilities.DailyQuota is not null || !catalogue.Capabilities.BySearch)
        {
            await addresses;
            // What most say of the release is there by then; one slow service holds up itself only.
            await Task.WhenAny(codes, Task.WhenAll(_described.Task, Task.Delay(s_lastWords, _time, _cancellation)));
        }

        if (await ReadToldAsync(catalogue)) return;
        if (!catalogue.Capabilities.BySearch)
        {
            Tell(new SourceAnswer(id, new LookUp.NotListed()) { WasNotAsked = true });
            return;
        }

        await Task.WhenAny(_described.Task, codes);
        var facts = _described.Task.IsCompletedSuccessfully ? await _described.Task : Reference();
        if (IsDescribed(facts)) await AskAsync(id, () => catalogue.SearchAsync(new ReleaseSearch(facts.Kind, facts.Title!, facts.Artists, facts.Isrc?.ToString(), facts.Duration), _cancellation), null);
        else Tell(new SourceAnswer(id, new LookUp.NotListed()) { WasNotAsked = true });
    }

    /// <summary>
    /// Reads what a third party says is this service's address. True when that settled it: a search would be wasted. What it leaves likely only, a search may
    /// prove; else it would depend on who answered first.
    /// </summary>
    private async Task<bool> ReadToldAsync(IServiceCatalogue catalogue)
    {
        if (!catalogue.Capabilities.ByItem || ToldOf(catalogue.Service) is not { } told || !ServiceItem.TryRead(told.Url, out var item)) return false;
        lock (_lock)
        {
            if (CanAskForCode(catalogue) && ReleaseMatcher.Judge([.. _byCode.Where(candidate => candidate.Url.Service == catalogue.Service)], _known) is [{ Verdict: Verdict.Confirmed }, ..]) return true;
        }

        var answer = await AskAsync(catalogue.Service.Id, async () => await catalogue.FindByItemAsync(item, _cancellation) is LookUp.Found found
            ? new LookUp.Found([.. found.Candidates.Select(candidate => candidate with { FoundBy = FoundBy.CrossReference, ToldBy = told.ToldBy })])
            : new LookUp.NotListed(), null);
        return answer is LookUp.Found { Candidates: var candidates } && ReleaseMatcher.Judge(candidates, Reference()) is [{ Verdict: Verdict.Confirmed }, ..];
    }

    private Candidate? ToldOf(StreamingService service)
    {
        lock (_lock)
        {
            return _told.FirstOrDefault(candidate => candidate.Url.Service == service);
        }
    }

    private void LearnFromCode(IReadOnlyList<Candidate> candidates)
    {
        ReleaseFacts facts;
        lock (_lock)
        {
            _byCode.AddRange(candidates);
            facts = ReleaseAnswers.AgreeOn(_known, _byCode);
        }

        if (IsDescribed(facts)) _described.TrySetResult(facts);
    }

    private void LearnAddresses(IReadOnlyList<Candidate> candidates)
    {
        lock (_lock)
        {
            _told.AddRange(candidates);
        }
    }

    private ReleaseFacts Reference()
    {
        lock (_lock)
        {
            return ReleaseAnswers.AgreeOn(_known, _byCode);
        }
    }

    private static bool IsDescribed(ReleaseFacts facts) => facts is { Title: not null, Artists.Count: > 0, IsContested: false };

    private void Tell(SourceAnswer answer) => _answers.Writer.TryWrite(answer);
}
