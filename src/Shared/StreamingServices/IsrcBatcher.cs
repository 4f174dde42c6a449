namespace Smartlinks.StreamingServices;

/// <summary>What one request said of several ISRCs.</summary>
/// <param name="Candidates">All that was found; each is given to who asked for its ISRC.</param>
/// <param name="Rest">Why nothing is known of the ISRCs that were not found; null: the service said that it has no more.</param>
public sealed record IsrcAnswers(IReadOnlyList<Candidate> Candidates, LookUp.Unavailable? Rest);

/// <summary>Asks a service for one or several ISRCs, distinct. The gate was passed for the first request of it; what follows it passes by itself.</summary>
public delegate Task<IsrcAnswers> IsrcQuestion(IReadOnlyList<string> isrcs, CancellationToken cancellationToken);

/// <summary>
/// Lets look-ups by ISRC share requests: those that wait for the gate's turn at the same time go in one. A lone one goes as soon as the gate lets it. Who cancels
/// leaves the others alone; what nobody waits for any more is given up. A failure and the gate's refusal reach all who shared, and who is put off is told one
/// time with as many others as a request takes, so that they come back together and not each for a turn of its own. A request that has room takes those along who
/// were put off, and keeps their answers for when they are back. Thread-safe.
/// </summary>
/// <param name="most">ISRCs a request may name; at least 1.</param>
public sealed class IsrcBatcher(IServiceGate gate, ServicePace pace, int most, TimeProvider time, IsrcQuestion ask)
{
    private readonly Lock _lock = new();
    private readonly PutOffIsrcs _putOff = new(time);
    private Gathering? _open;
    private DateTimeOffset _backAt;
    private TimeSpan _wait;
    private int _seats;

    public async Task<LookUp> FindAsync(string isrc, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isBack = _putOff.IsBack(isrc, out var early);
        if (early is not null) return early;
        // Whose time has come takes no place among those of a later time.
        var answer = (isBack ? null : TakeSeat()) ?? await ShareAsync(isrc, cancellationToken);
        if (answer is LookUp.Unavailable { Reason: UnavailableReasons.Paced }) _putOff.Add(isrc);
        return answer;
    }

    private async Task<LookUp> ShareAsync(string isrc, CancellationToken cancellationToken)
    {
        var gathering = Join(isrc, out var isNew);
        if (isNew) _ = RunAsync(gathering);
        try
        {
            return Choose(await gathering.Answers.Task.WaitAsync(cancellationToken), isrc, gathering.Asked);
        }
        finally
        {
            Leave(gathering);
        }
    }

    /// <summary>A place in the request of those who were put off last; null: there is none, or one that is open yet can be joined.</summary>
    private LookUp.Unavailable? TakeSeat()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            // Farther away than it was told to be: the clock was set back.
            if (_open is not null || _seats == 0 || _backAt <= now || _backAt - now > _wait) return null;
            _seats--;
            return new LookUp.Unavailable(UnavailableReasons.Paced, _backAt - now);
        }
    }

    private void KeepSeats(LookUp.Unavailable refused, int taken)
    {
        if (refused is not { Reason: UnavailableReasons.Paced, RetryAfter: { } wait }) return;
        lock (_lock)
        {
            (_backAt, _wait, _seats) = (time.GetUtcNow() + wait, wait, Math.Max(0, most - taken));
        }
    }

    private Gathering Join(string isrc, out bool isNew)
    {
        lock (_lock)
        {
            isNew = _open is null || (_open.Isrcs.Count >= most && !_open.Isrcs.Contains(isrc));
            var gathering = isNew ? _open = new Gathering() : _open!;
            if (!gathering.Isrcs.Contains(isrc)) gathering.Isrcs.Add(isrc);
            gathering.Members++;
            return gathering;
        }
    }

    private void Leave(Gathering gathering)
    {
        lock (_lock)
        {
            if (--gathering.Members > 0) return;
            // Nobody joins one that is being given up.
            if (_open == gathering) _open = null;
        }

        gathering.GiveUp.Cancel();
    }

    private async Task RunAsync(Gathering gathering)
    {
        try
        {
            var refused = await gate.EnterAsync(pace, gathering.GiveUp.Token);
            Close(gathering);
            if (refused is not null) KeepSeats(refused, gathering.Isrcs.Count);
            gathering.Answers.SetResult(refused is null ? await AskAsync(gathering) : new IsrcAnswers([], refused));
        }
        catch (OperationCanceledException)
        {
            Close(gathering);
            gathering.Answers.SetCanceled(gathering.GiveUp.Token);
        }
        catch (Exception failure)
        {
            Close(gathering);
            gathering.Answers.SetException(failure);
        }
    }

    private async Task<IsrcAnswers> AskAsync(Gathering gathering)
    {
        var along = _putOff.Take(most - gathering.Isrcs.Count, gathering.Isrcs);
        gathering.Asked = [.. gathering.Isrcs, .. along];
        var answers = await ask(gathering.Asked, gathering.GiveUp.Token);
        foreach (var isrc in along) _putOff.Keep(isrc, Choose(answers, isrc, gathering.Asked));
        return answers;
    }

    /// <summary>From here on its ISRCs do not change.</summary>
    private void Close(Gathering gathering)
    {
        lock (_lock)
        {
            if (_open == gathering) _open = null;
        }
    }

    private static LookUp Choose(IsrcAnswers answers, string isrc, IReadOnlyList<string> asked)
    {
        List<Candidate> own = [.. answers.Candidates.Where(candidate => IsOf(candidate, isrc))];
        // What nobody asked for is kept for those left without, so that it is seen that the service answered with something else.
        if (own.Count == 0 && answers.Rest is null) own = [.. answers.Candidates.Where(candidate => !asked.Any(other => IsOf(candidate, other)))];
        return own.Count > 0 ? new LookUp.Found(own) : answers.Rest is { } rest ? rest : new LookUp.NotListed();
    }

    /// <summary>Whether both are one code: it is printed with hyphens or without, in either case.</summary>
    public static bool IsOf(Candidate candidate, string isrc) => candidate.Isrc is { } told && string.Equals(Bare(told), Bare(isrc), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string isrc) => isrc.Replace("-", "", StringComparison.Ordinal).Trim();

    private sealed class Gathering
    {
        public List<string> Isrcs { get; } = [];

        /// <summary>These, and those that were taken along.</summary>
        public IReadOnlyList<string> Asked { get; set; } = [];

        /// <summary>Those who wait for it.</summary>
        public int Members { get; set; }

        public TaskCompletionSource<IsrcAnswers> Answers { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Without a timer or a parent, so there is nothing to dispose of.</summary>
        public CancellationTokenSource GiveUp { get; } = new();
    }
}
