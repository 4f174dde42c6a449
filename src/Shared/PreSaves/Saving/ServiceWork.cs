using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Saving;

/// <summary>One service in one turn: what is asked for, how many of it may be, and whether the service is to be left alone. Thread-safe.</summary>
/// <param name="share">How many buckets the organization has due: all of them together get what one would get alone.</param>
internal sealed class ServiceWork(StreamingService service, IFanLibrary? library, SaveItem? item, PaceWatch watch, PreSaveOptions options, int share)
{
    private readonly Lock _lock = new();
    private int _asked;

    public StreamingService Service { get; } = service;

    public IFanLibrary Library => library ?? throw new InvalidOperationException($"There is no library of {Service}.");

    public SaveItem Item => item ?? throw new InvalidOperationException($"There is nothing to save at {Service}.");

    /// <summary>Null: it can be asked.</summary>
    public Rest? Resting { get; private set; }

    /// <summary>How many fans may still be asked for in this turn: as long as the service is not short, all.</summary>
    public int Left => Resting is not null ? 0 : watch.IsShort(Service) ? Math.Max(0, Math.Max(1, options.Quantum / share) - _asked) : int.MaxValue;

    /// <summary>How many fans are asked for at a time.</summary>
    public int Degree => watch.IsShort(Service) ? Math.Max(1, options.Concurrency / share) : options.Concurrency;

    /// <param name="reason">One of <see cref="PreSaveReasons"/>.</param>
    public void Leave(string reason, DateTimeOffset until)
    {
        lock (_lock) if (Resting is null || Resting.Until < until) Resting = new Rest(reason, until);
    }

    public void Count() => Interlocked.Increment(ref _asked);

    public void NoteShort() => watch.NoteShort(Service);

    internal sealed record Rest(string Reason, DateTimeOffset Until);
}
