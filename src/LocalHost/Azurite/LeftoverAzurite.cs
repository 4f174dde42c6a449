using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Smartlinks.LocalHost.Azurite;

/// <summary>
/// Remembers the running Azurite in a file. One whose LocalHost was killed saves and ends by itself, a moment later: the next must not read the
/// data before, or both would write it. A process is the same only when its id and its start time are.
/// </summary>
public sealed class LeftoverAzurite(string file)
{
    // Start times are derived from the boot time, which two processes may read a little differently.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_savesWithin = TimeSpan.FromSeconds(15);

    public void Remember(int id)
    {
        using var process = Find(id);
        if (process is not null) File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{id} {StartOf(process).Ticks}"));
    }

    /// <summary>Returns when the one of an earlier LocalHost has ended; it is killed when it does not.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(file) || (await File.ReadAllTextAsync(file, cancellationToken)).Split(' ') is not [var idText, var ticksText]
            || !int.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !long.TryParse(ticksText, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)) return;
        using var process = Find(id);
        if (process is null || (StartOf(process) - new DateTime(ticks, DateTimeKind.Utc)).Duration() > s_tolerance) return;
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(s_savesWithin, cancellationToken);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    private static DateTime StartOf(Process process) => process.StartTime.ToUniversalTime();

    /// <summary>Null: there is none, or it ended just now.</summary>
    private static Process? Find(int id)
    {
        try
        {
            var process = Process.GetProcessById(id);
            _ = process.StartTime;
            return process;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
