using System.Collections.Concurrent;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>
/// One turn in a held bucket: page after page, marks pre-saves as being saved, asks for their fans, and writes what came of it. Ends when nothing is due, when the
/// services that are left are to be left alone, when its quantum is used up, or after <see cref="Longest"/>.
/// </summary>
internal sealed class SaveTurn(HeldBucket bucket, FanLibraries libraries, FanSaver saver, FanSiblings siblings, PaceWatch watch, PreSaveOptions options, int share, TimeProvider time, PreSaveNotices? notices)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>After so long no more fans of a page are asked for: its outcomes have to be written while the bucket is held.</summary>
    private static readonly TimeSpan s_longestPage = TimeSpan.FromMinutes(1);

    /// <summary>How long a fan's turn at a service is waited for at most: who is told a longer wait leaves the service alone until then.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<StreamingService, ServiceWork> _work = [];

    /// <summary>Pre-saves this turn brought to an end; of fans' own cancellations and deleted links none.</summary>
    public int Ended { get; private set; }

    /// <summary>Of these, those without the music in the library.</summary>
    public int Failed { get; private set; }

    /// <param name="link">Null: it was deleted.</param>
    /// <returns>Whether the bucket was held to the end.</returns>
    public async Task<bool> RunAsync(Link? link, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        await bucket.ReadAsync(cancellationToken);
        if (link is null) return await EndAllAsync(dueAt, cancellationToken);
        Prepare(link, dueAt);
        var startedAt = time.GetTimestamp();
        while (time.GetElapsedTime(startedAt) < Longest && NextPage(dueAt) is { Count: > 0 } page)
            if (!await WorkAsync(link, page, dueAt, cancellationToken)) return false;
        return await SettleAsync(link, dueAt, cancellationToken);
    }

    /// <summary>When there is something to do again; null: nothing is left.</summary>
    public DateTimeOffset? NextLook(DateTimeOffset now) => bucket.Open.Count == 0 ? null : bucket.Open.Min(preSave =>
        _work.GetValueOrDefault(preSave.Service)?.Resting is { } rest && !(preSave.NextAt > rest.Until) ? rest.Until : preSave.NextAt ?? now);

    private void Prepare(Link link, DateTimeOffset dueAt)
    {
        var at = new SaveConditions(time.GetUtcNow(), dueAt);
        foreach (var service in bucket.Open.Select(preSave => preSave.Service).Distinct())
        {
            var (library, item) = (libraries.Find(service), SaveItem.Of(link, service));
            var work = _work[service] = new ServiceWork(service, library, item, watch, options, share);
            // An archived link may come back until the time is over.
            var reason = link.Archived ? PreSaveReasons.LinkGone : library is null ? PreSaveReasons.NotConfigured : item is null ? PreSaveReasons.NoItemYet : null;
            if (reason is not null) work.Leave(reason, PreSaveRules.NextTry(null, at));
        }
    }

    /// <summary>Those that are due, the longest waiting first, as many as a page and each service's share take.</summary>
    private List<PreSave> NextPage(DateTimeOffset dueAt)
    {
        var at = new SaveConditions(time.GetUtcNow(), dueAt);
        var left = _work.Values.ToDictionary(work => work.Service, work => work.Left);
        var page = new List<PreSave>();
        foreach (var preSave in bucket.Open.Where(each => IsDue(each, at)).OrderBy(each => each.QueuedAt))
        {
            if (page.Count == Buckets.MostAtOnce) break;
            if (left[preSave.Service]-- > 0) page.Add(preSave);
        }

        return page;
    }

    private static bool IsDue(PreSave preSave, SaveConditions at) => !(preSave.NextAt > at.Now) || (at.Now >= at.Deadline && preSave.Reason != PreSaveReasons.ToBeVerified);

    private async Task<bool> WorkAsync(Link link, List<PreSave> page, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var before = page.ToDictionary(each => (each.Service, each.Fan, each.Round));
        // Those that are marked already were left so by a kill, or wait to be verified.
        var marks = page.Where(each => each.State != PreSaveState.Saving).Select(each => new PreSaveChange(each, PreSaveRules.Mark(each, _work[each.Service].Item.Item.Id))).ToList();
        if (!await bucket.WriteAsync(marks, cancellationToken)) return false;
        // As stored now: a fan may have canceled between the two.
        var marked = bucket.Open.Where(each => each.State == PreSaveState.Saving && before.ContainsKey((each.Service, each.Fan, each.Round))).ToList();
        var outcomes = new ConcurrentBag<PreSaveChange>();
        var startedAt = time.GetTimestamp();
        await Task.WhenAll(marked.GroupBy(each => each.Service).Select(group => Parallel.ForEachAsync(group,
            new ParallelOptions { MaxDegreeOfParallelism = _work[group.Key].Degree, CancellationToken = cancellationToken }, async (each, token) =>
            {
                var isLate = time.GetElapsedTime(startedAt) > s_longestPage;
                if (await AskAsync(before[(each.Service, each.Fan, each.Round)], each, dueAt, isLate, token) is { } after) outcomes.Add(new PreSaveChange(each, after));
            })));
        return await WriteAsync(link, outcomes, cancellationToken);
    }

    private async Task<bool> WriteAsync(Link link, IReadOnlyCollection<PreSaveChange> changes, CancellationToken cancellationToken)
    {
        if (notices is not null) await notices.AskAsync(link, changes.Select(change => change.After), cancellationToken);
        if (!await bucket.WriteAsync(changes, cancellationToken)) return false;
        Ended += changes.Count(change => change.After.IsEnded);
        Failed += changes.Count(change => change.After.HasFailed);
        if (notices is not null) PreSaveNotices.Count(changes.Select(change => change.After));
        return true;
    }

    /// <summary>Null: it stays as it is.</summary>
    private async Task<PreSave?> AskAsync(PreSave before, PreSave marked, DateTimeOffset dueAt, bool isLate, CancellationToken cancellationToken)
    {
        var work = _work[marked.Service];
        if (work.Resting is not null || isLate) return before.State == PreSaveState.Saving ? null : before with { ETag = default };
        work.Count();
        var answer = await AskPatientlyAsync(work, marked, cancellationToken);
        var at = new SaveConditions(time.GetUtcNow(), dueAt, !work.Item.Territories.Include(before.Country));
        var after = PreSaveRules.After(before, answer, at) with { Item = marked.Item };
        if (answer is SaveAnswer.Waits { IsForAll: true } waits)
        {
            work.Leave(waits.Reason, PreSaveRules.NextTry(waits.RetryAfter, at));
            if (waits.Reason == PreSaveReasons.RateLimited) work.NoteShort();
        }

        return after;
    }

    /// <summary>All buckets come to a service at one moment: a crowd that its pace takes in seconds waits in line for it, and is not sent away. Nobody waits for a service that is short: others want the turn.</summary>
    private async Task<SaveAnswer> AskPatientlyAsync(ServiceWork work, PreSave marked, CancellationToken cancellationToken)
    {
        for (var left = s_patience; ;)
        {
            var answer = await AskAsync(work, marked, cancellationToken);
            if (answer is not SaveAnswer.Waits { Reason: PreSaveReasons.RateLimited, IsForAll: true, RetryAfter: { } wait } || wait > left || work.Resting is not null || watch.IsShort(work.Service)) return answer;
            await Task.Delay(wait, time, cancellationToken);
            left -= wait;
        }
    }

    /// <summary>Where the service's pace is short, with all that the fan waits for there.</summary>
    private async Task<SaveAnswer> AskAsync(ServiceWork work, PreSave marked, CancellationToken cancellationToken)
    {
        if (work.Library.MostItems == 1 || marked.Reason == PreSaveReasons.ToBeVerified || !watch.IsShort(work.Service)) return await saver.AskAsync(work.Library, marked, work.Item.Item, cancellationToken);
        var others = await siblings.MarkAsync(marked, work.Library.MostItems - 1, cancellationToken);
        var answers = await saver.AskAsync(work.Library, [(marked, work.Item.Item), .. others.Select(each => (each.Marked, each.Item.Item))], cancellationToken);
        for (var number = 0; number < others.Count; number++) await WriteAsync(others[number], answers[number + 1], cancellationToken);
        return answers[0];
    }

    private async Task WriteAsync(FanSibling sibling, SaveAnswer answer, CancellationToken cancellationToken)
    {
        var at = new SaveConditions(time.GetUtcNow(), sibling.DueAt, !sibling.Item.Territories.Include(sibling.Before.Country));
        var after = PreSaveRules.After(sibling.Before, answer, at) with { Item = sibling.Marked.Item };
        if (notices is not null) await notices.AskAsync(sibling.Link, [after], cancellationToken);
        if (await siblings.WriteAsync(sibling, after, cancellationToken) && notices is not null) PreSaveNotices.Count([after]);
    }

    /// <summary>What was not asked for because its service is left alone waits for the same reason, or ends as it.</summary>
    private async Task<bool> SettleAsync(Link link, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var at = new SaveConditions(time.GetUtcNow(), dueAt);
        var changes = bucket.Open.Where(each => IsDue(each, at) && _work[each.Service].Resting is not null).Select(each => (PreSave: each, Rests: _work[each.Service].Resting!))
            .Where(each => at.Now >= at.Deadline || IsWorthSaying(each.PreSave, each.Rests))
            .Select(each => new PreSaveChange(each.PreSave, at.Now >= at.Deadline
                ? PreSaveRules.GiveUp(each.PreSave, each.Rests.Reason, at)
                : each.PreSave with { Reason = each.Rests.Reason, StateAt = at.Now, NextAt = each.Rests.Until })).ToList();
        return await WriteAsync(link, changes, cancellationToken);

        // A few seconds at a service's pace are not; nor is it said of what may be in the library.
        bool IsWorthSaying(PreSave preSave, ServiceWork.Rest rest) =>
            preSave.State == PreSaveState.Queued && preSave.Reason != rest.Reason && (rest.Reason != PreSaveReasons.RateLimited || rest.Until - at.Now > Longest);
    }

    private Task<bool> EndAllAsync(DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var at = new SaveConditions(time.GetUtcNow(), dueAt);
        return bucket.WriteAsync(bucket.Open.ToList().Select(each => new PreSaveChange(each, PreSaveRules.GiveUp(each, PreSaveReasons.LinkGone, at))), cancellationToken);
    }
}
