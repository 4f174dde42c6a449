using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.LocalHost.Azurite;

/// <summary>
/// Keeps Azurite running: one that ended by itself is started again on the same ports and data, as a storage account comes back in the same place.
/// Can be told to hold it down, which is the outage a story or a test wants.
/// </summary>
/// <param name="tell">Gets a line for whoever watches, for every end and start.</param>
/// <param name="started">Told the process id after each start.</param>
public sealed class AzuriteKeeper(AzuriteProcess azurite, Action<string> tell, Action<int> started, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Task _keeping = Task.CompletedTask;

    public bool IsHeldDown { get; private set; }

    public void Start() => _keeping = KeepAsync(_stopping.Token);

    /// <summary>Lets it save and end, and stay down.</summary>
    public async Task HoldDownAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (IsHeldDown) return;
            IsHeldDown = true;
            await azurite.StopAsync(CancellationToken.None);
            tell("Azurite is held down: storage is out until DELETE /faults/storage.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Returns when it answers again.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        do await StartAgainAsync("Azurite is let up again.", cancellationToken, release: true);
        while (!azurite.IsRunning);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _keeping;
        _stopping.Dispose();
        _turn.Dispose();
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_lookEvery, clock, stopping);
                if (!IsHeldDown && !azurite.IsRunning) await StartAgainAsync("Azurite ended by itself and is started again; what it had not saved, 5 seconds at most, is lost.", stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps it from starting is told and tried again: storage that stays away helps nobody.")]
    private async Task StartAgainAsync(string why, CancellationToken cancellationToken, bool release = false)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (release) IsHeldDown = false;
            if (IsHeldDown || azurite.IsRunning) return;
            tell(why);
            await azurite.RestartAsync(cancellationToken);
            if (azurite.ProcessId is { } id) started(id);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            tell($"Azurite does not start: {failure.Message} It is tried again.");
            await Task.Delay(s_lookEvery, clock, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }
}
