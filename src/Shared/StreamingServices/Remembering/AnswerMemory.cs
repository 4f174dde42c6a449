namespace Smartlinks.StreamingServices.Remembering;

/// <summary>
/// Asks equal questions once: who asks while the question is under way gets the same answer, whatever it is; "not listed" is remembered for a short time, and
/// nothing else is. One caller's cancellation ends only its own wait; the last one's ends the question. Bounded; thread-safe.
/// </summary>
/// <param name="time">The clock the memory goes by; a jump of it in either direction forgets.</param>
public sealed class AnswerMemory(TimeSpan remember, int most, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _notListed = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();

    /// <summary>Questions whose "not listed" is in memory, expired ones included until room is made.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _notListed.Count;
        }
    }

    /// <param name="ask">Asks the source; gets a token that is canceled when nobody waits any more.</param>
    public async Task<LookUp> AskAsync(string question, Func<CancellationToken, Task<LookUp>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flight? flight;
        var isFirst = false;
        lock (_lock)
        {
            if (IsNotListed(question)) return new LookUp.NotListed();
            isFirst = !_flights.TryGetValue(question, out flight);
            if (flight is null) _flights[question] = flight = new Flight();
            flight.Waiting++;
        }

        if (isFirst) _ = FlyAsync(question, flight, ask);
        try
        {
            return await flight.Answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(question, flight);
        }
    }

    private async Task FlyAsync(string question, Flight flight, Func<CancellationToken, Task<LookUp>> ask)
    {
        try
        {
            var answer = await ask(flight.Canceled.Token);
            Land(question, flight, answer is LookUp.NotListed);
            flight.Answer.TrySetResult(answer);
        }
        // Whoever waits gets what was thrown.
        catch (Exception thrown)
        {
            Land(question, flight, isNotListed: false);
            flight.Answer.TrySetException(thrown);
            // Nobody waits any more when it was canceled: then it is seen here.
            _ = flight.Answer.Task.Exception;
        }
    }

    private void Land(string question, Flight flight, bool isNotListed)
    {
        lock (_lock)
        {
            if (isNotListed && !flight.IsAbandoned) Keep(question);
            if (_flights.GetValueOrDefault(question) == flight) _flights.Remove(question);
        }
    }

    private void Leave(string question, Flight flight)
    {
        lock (_lock)
        {
            if (--flight.Waiting > 0 || flight.Answer.Task.IsCompleted || _flights.GetValueOrDefault(question) != flight) return;
            // Who comes now asks anew instead of joining a question that is being canceled.
            _flights.Remove(question);
            flight.IsAbandoned = true;
        }

        flight.Canceled.Cancel();
    }

    private bool IsNotListed(string question)
    {
        if (!_notListed.TryGetValue(question, out var since)) return false;
        var age = time.GetUtcNow() - since;
        return age >= TimeSpan.Zero && age < remember;
    }

    private void Keep(string question)
    {
        if (remember <= TimeSpan.Zero) return;
        // One that is known keeps its place among the oldest: it may be forgotten early, never kept too long.
        if (!_notListed.ContainsKey(question)) _oldest.Enqueue(question);
        _notListed[question] = time.GetUtcNow();
        while (_oldest.Count > most) _notListed.Remove(_oldest.Dequeue());
    }

    private sealed class Flight
    {
        public TaskCompletionSource<LookUp> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenSource Canceled { get; } = new();

        public int Waiting { get; set; }

        public bool IsAbandoned { get; set; }
    }
}
