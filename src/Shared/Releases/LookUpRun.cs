using System.Threading.Channels;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>
/// Asks all sources of a plan at once and gives their answers as they come. A service that looks up by code is asked for the code; one that only searches
/// is asked as soon as an answer by code told title and artists (or an admin did), and one whose searches are counted (YouTube) last of all, when nobody
/// else told its address. An address a third party told is read at its own service. Of a release without a code (an address of a service that gives none) a
/// search's hits may hint at one: services are asked for it, and what they answer is for an admin to look at.
/// </summary>
public sealed class LookUpRun
{
    /// <summary>No source is waited for longer; it is asked again later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    /// <summary>How long who comes last waits for services that are slower than others.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<SourceAnswer> _answers = Channel.CreateUnbounded<SourceAnswer>();
    private readonly TaskCompletionSource<ReleaseFacts> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LookUpNotes _notes;
    private readonly TaskCompletionSource<string?> _hint = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReleaseFacts _known;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;

    private LookUpRun(LookUpPlan plan, ReleaseFacts known, TimeProvider time, CancellationToken cancellationToken) =>
        (_notes, _known, _time, _cancellation) = (new LookUpNotes(plan, known), known, time, cancellationToken);

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
            if (IsDescribed(_notes.Reference())) _described.TrySetResult(_notes.Reference());
            var byCode = plan.Catalogues.Where(CanAskForCode).ToList();
            var codes = byCode.Select(catalogue => AskAsync(catalogue.Service.Id, () => AskForCodeAsync(catalogue), LearnFromCode)).ToList();
            var cross = plan.CrossReferences.Select(AskForAddressesAsync).ToList();
            var others = plan.Catalogues.Except(byCode).ToDictionary(catalogue => catalogue, catalogue => SearchAsync(catalogue, Task.WhenAll(codes), Task.WhenAll(cross)));
            await Task.WhenAll(codes);
            _described.TrySetResult(_notes.Reference());
            await Task.WhenAll(others.Where(other => other.Key.Capabilities is { BySearch: true, ByIsrc: true }).Select(other => other.Value));
            _hint.SetResult(_notes.Hint());
            await Task.WhenAll(cross);
            var read = byCode.Concat(plan.Following).Select(ReadToldAsync).ToList();
            await Task.WhenAll([.. others.Values, .. read]);
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

    private async Task AskForAddressesAsync(ICrossReference reference)
    {
        if (await AskAsync(reference.Id, () => FindAddressesAsync(reference), _notes.AddTold) is LookUp.Unavailable { Reason: UnavailableReasons.Paced } held) _notes.AddHeldBack(held);
    }

    /// <summary>A third party is asked for all it can be asked for: the UPC as well, when both are known and only it is taken.</summary>
    private async Task<LookUp> FindAddressesAsync(ICrossReference reference)
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
        if (WaitsForOthers(catalogue))
        {
            await addresses;
            // What most say of the release is there by then; one slow service holds up itself only.
            await Task.WhenAny(codes, Task.WhenAll(_described.Task, Task.Delay(s_lastWords, _time, _cancellation)));
        }

        if (await ReadToldAsync(catalogue)) return;
        if (WaitsForOthers(catalogue) && _notes.HeldBack() is { } held)
        {
            Tell(new SourceAnswer(id, held) { WaitsForOthers = true });
            return;
        }

        if (!catalogue.Capabilities.BySearch)
        {
            if (catalogue.Capabilities.ByIsrc && await _hint.Task is { } hint) await AskAsync(id, async () => AsSearched(await catalogue.FindByIsrcAsync(hint, _cancellation)), null);
            else Tell(new SourceAnswer(id, new LookUp.NotListed()) { WasNotAsked = true });
            return;
        }

        await Task.WhenAny(_described.Task, codes);
        var facts = _described.Task.IsCompletedSuccessfully ? await _described.Task : _notes.Reference();
        if (IsDescribed(facts)) await AskAsync(id, () => catalogue.SearchAsync(new ReleaseSearch(facts.Kind, facts.Title!, facts.Artists, facts.Isrc?.ToString(), facts.Duration), _cancellation), _notes.AddSearched);
        else Tell(new SourceAnswer(id, new LookUp.NotListed()) { WasNotAsked = true });
    }

    /// <summary>Whether it is asked only when third parties have been: it counts its searches, or can be found in no other way.</summary>
    internal static bool WaitsForOthers(IServiceCatalogue catalogue) => catalogue.Capabilities.DailyQuota is not null || !catalogue.Capabilities.BySearch;

    /// <summary>Reads what third parties say are this service's addresses. True when that settled it, or will when the service answers: a search would be wasted.
    /// What it leaves likely only, a search may prove; else it would depend on who answered first.</summary>
    private async Task<bool> ReadToldAsync(IServiceCatalogue catalogue)
    {
        if (!catalogue.Capabilities.ByItem) return false;
        foreach (var item in _notes.ToldOf(catalogue.Service))
        {
            if ((CanAskForCode(catalogue) && _notes.IsProven(catalogue.Service)) || await ReadToldAsync(catalogue, item)) return true;
        }

        return false;
    }

    private async Task<bool> ReadToldAsync(IServiceCatalogue catalogue, ServiceItem item)
    {
        var answer = await AskAsync(catalogue.Service.Id, async () => await catalogue.FindByItemAsync(item, _cancellation) is var read && read is LookUp.Found found
            ? new LookUp.Found([.. found.Candidates.Select(candidate => candidate with { FoundBy = FoundBy.Item })])
            : read, null);
        // One that does not answer is asked again later: for its address, not by a search.
        return answer is LookUp.Unavailable || (answer is LookUp.Found { Candidates: var candidates } && ReleaseMatcher.Judge(candidates, _notes.Reference()) is [{ Verdict: Verdict.Confirmed }, ..]);
    }

    private void LearnFromCode(IReadOnlyList<Candidate> candidates)
    {
        var facts = _notes.AddByCode(candidates);
        if (IsDescribed(facts)) _described.TrySetResult(facts);
    }

    /// <summary>Asked for by a hint, an answer proves no more than a search's hit.</summary>
    private static LookUp AsSearched(LookUp answer) => answer is LookUp.Found found ? new LookUp.Found([.. found.Candidates.Select(candidate => candidate with { FoundBy = FoundBy.Search })]) : answer;

    private static bool IsDescribed(ReleaseFacts facts) => facts is { Title: not null, Artists.Count: > 0, IsContested: false };

    private void Tell(SourceAnswer answer) => _answers.Writer.TryWrite(answer);
}
