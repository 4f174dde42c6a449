using System.Text;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Saving;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>
/// Plays a night: jumps from one moment at which something can happen to the next, fires the timer at full minutes, and hands out messages as the host does: a failed one comes
/// again after ten seconds, five times. Ends when nothing is left to look at, or the engine does nothing but break off.
/// </summary>
public sealed class RehearsalNight(RehearsalStage stage, RehearsedInterruptions? interruptions = null)
{
    private const int MostTries = 5;
    private const int MostTold = 5;
    private const int MostFailures = 500;

    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(10);
    private static readonly long s_minute = TimeSpan.TicksPerMinute;

    private readonly List<string> _failures = [];
    private int _failed;

    public IReadOnlyList<string> Failures => _failures;

    /// <param name="until">No night is longer.</param>
    /// <param name="step">Called after each jump.</param>
    public async Task PlayAsync(DateTimeOffset until, Func<DateTimeOffset, Task> step, CancellationToken cancellationToken)
    {
        interruptions?.Strike(stage.Faults);
        while (_failed < MostFailures && await NextAsync(cancellationToken) is { } next && next <= until)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stage.Clock.MoveTo(next);
            if (next.UtcTicks % s_minute == 0) await FireAsync(cancellationToken);
            await HandOutAsync(cancellationToken);
            await step(next);
        }
    }

    private async Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken)
    {
        var now = stage.Clock.GetUtcNow();
        var (timer, message) = await stage.NextAsync(cancellationToken);
        DateTimeOffset? fires = timer is { } at ? FullMinute(at > now ? at : now.AddTicks(1)) : null;
        // The clock of a queue has full seconds.
        DateTimeOffset? comes = message is { } visible ? visible > now ? visible : now.AddSeconds(1) : null;
        return fires is null || comes < fires ? comes : fires;
    }

    private static DateTimeOffset FullMinute(DateTimeOffset at) => new((at.UtcTicks + s_minute - 1) / s_minute * s_minute, TimeSpan.Zero);

    private async Task FireAsync(CancellationToken cancellationToken)
    {
        if (interruptions is null) await RunAsync(() => stage.Timer.FireAsync(cancellationToken), cancellationToken);
        else if (!interruptions.IsTimerMissed())
            await Task.WhenAll(RunAsync(() => stage.Timer.FireAsync(cancellationToken), cancellationToken), RunAsync(() => stage.Timer.FireAsync(cancellationToken), cancellationToken));
    }

    private async Task HandOutAsync(CancellationToken cancellationToken)
    {
        while (await stage.Queue.ReceiveMessagesAsync(1, s_lease, cancellationToken) is [var message])
        {
            var due = SavesDue.TryRead(Encoding.UTF8.GetString(message.Body!))!;
            var isDone = await RunAsync(() => stage.Saver.SaveAsync(due, cancellationToken), cancellationToken);
            if (interruptions?.IsMessageDouble() == true)
                await Task.WhenAll(RunAsync(() => stage.Saver.SaveAsync(due, cancellationToken), cancellationToken), RunAsync(() => stage.Saver.SaveAsync(due, cancellationToken), cancellationToken));
            if (isDone || message.DequeueCount == MostTries) await stage.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
            else await stage.Queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, s_retry, cancellationToken);
        }
    }

    /// <summary>False: it has to be repeated, as the host does.</summary>
    private async Task<bool> RunAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            if (interruptions is not null) return await interruptions.RunAsync(work);
            await work();
            return true;
        }
#pragma warning disable CA1031 // Whatever the engine breaks off with is what the rehearsal is there to find.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (++_failed <= MostTold) _failures.Add($"{failure.GetType().Name}: {failure.Message}");
            return false;
        }
    }
}
