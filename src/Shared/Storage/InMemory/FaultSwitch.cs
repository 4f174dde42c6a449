using System.Collections.Concurrent;
using Azure;

namespace Smartlinks.Storage.InMemory;

/// <summary>
/// Makes the next calls to storage in memory fail, and counts calls by operation. A failure is what the real client throws once its retries are used up.
/// Thread-safe.
/// </summary>
public sealed class FaultSwitch
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    /// <summary>While true every call fails as one that got no answer.</summary>
    public bool IsDown { get; set; }

    /// <summary>Runs before each call is carried out, with the operation's name: hold calls here to arrange a race.</summary>
    public Func<string, CancellationToken, Task>? BeforeCallAsync { get; set; }

    /// <summary>Asked of each call, by its operation, just before it is carried out: whether its answer is lost. Of calls at once, each is asked for itself.</summary>
    public Func<string, bool>? LosesAnswer { get; set; }

    public int TotalCalls => _calls.Values.Sum();

    /// <summary>Calls of one method, by its name without <c>Async</c>; failed ones included.</summary>
    public int Calls(string operation) => _calls.GetValueOrDefault(operation);

    /// <summary>Sets all counts to zero.</summary>
    public void ForgetCalls() => _calls.Clear();

    /// <summary>The next calls are refused; nothing is carried out.</summary>
    /// <param name="operation">Only calls of this method; null for any.</param>
    public void FailNext(int calls = 1, int status = 503, string errorCode = "ServerBusy", string? operation = null) =>
        Add(calls, new Fault(operation, status, errorCode, IsAnswerLost: false));

    /// <summary>The next calls are carried out, but their answers are lost.</summary>
    public void LoseNextAnswers(int calls = 1, string? operation = null) => Add(calls, new Fault(operation, 0, "NoAnswer", IsAnswerLost: true));

    /// <summary>Counts the call, fails it if so arranged, and tells whether to call <see cref="LoseAnswer"/> after carrying it out.</summary>
    public async Task<bool> EnterAsync(string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _calls.AddOrUpdate(operation, 1, (_, n) => n + 1);
        if (BeforeCallAsync is { } before)
        {
            await before(operation, cancellationToken);
        }

        if (IsDown)
        {
            LoseAnswer();
        }

        var fault = Take(operation);
        return fault is null or { IsAnswerLost: true }
            ? fault is not null || LosesAnswer?.Invoke(operation) == true
            : throw new RequestFailedException(fault.Status, $"{operation}: arranged failure {fault.ErrorCode}.", fault.ErrorCode, null);
    }

    /// <summary>Calls off what is arranged and has not happened yet.</summary>
    public void ForgetFaults()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public static void LoseAnswer() => throw new RequestFailedException(0, "No answer, as arranged.", "NoAnswer", null);

    private void Add(int calls, Fault fault)
    {
        lock (_gate)
        {
            _faults.AddRange(Enumerable.Repeat(fault, calls));
        }
    }

    private Fault? Take(string operation)
    {
        lock (_gate)
        {
            var at = _faults.FindIndex(f => f.Operation is null || f.Operation == operation);
            if (at < 0)
            {
                return null;
            }

            var fault = _faults[at];
            _faults.RemoveAt(at);
            return fault;
        }
    }

    private sealed record Fault(string? Operation, int Status, string ErrorCode, bool IsAnswerLost);
}
