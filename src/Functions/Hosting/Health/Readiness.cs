using Smartlinks.Storage;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// Whether this instance's storage answers. Looked at once at a time and once in <see cref="Fresh"/>, however many ask, so that asking costs storage nothing; each look ends within <see cref="Longest"/>. The event
/// hub is no part of it: without it clicks wait in the journal. Thread-safe.
/// </summary>
public sealed class Readiness(ITableClient table, IQueueClient queue, TimeProvider time, ILogger<Readiness> log)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private Task<IReadOnlyDictionary<string, bool>>? _look;
    private long _lookedAt;

    /// <returns>Whether it answers, by the names of the parts.</returns>
    public Task<IReadOnlyDictionary<string, bool>> LookAsync()
    {
        lock (_lock)
        {
            if (_look is null || (_look.IsCompleted && time.GetElapsedTime(_lookedAt) >= Fresh)) (_look, _lookedAt) = (AskAllAsync(), time.GetTimestamp());
            return _look;
        }
    }

    private async Task<IReadOnlyDictionary<string, bool>> AskAllAsync()
    {
        // What the caller waits for is no reason to hold the lock.
        await Task.Yield();
        var (tables, queues) = (AnswersAsync("tables", token => table.GetEntityIfExistsAsync("health", "probe", token)), AnswersAsync("queues", token => queue.GetApproximateMessageCountAsync(token)));
        return new Dictionary<string, bool> { ["tables"] = await tables, ["queues"] = await queues };
    }

    private async Task<bool> AnswersAsync(string part, Func<CancellationToken, Task> ask)
    {
        using var patience = new CancellationTokenSource(Longest, time);
        try
        {
            await ask(patience.Token).WaitAsync(patience.Token);
            return true;
        }
#pragma warning disable CA1031 // Whatever is wrong with it, it does not answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogWarning(failure, "Not ready: {Part} do not answer", part);
            return false;
        }
    }
}
