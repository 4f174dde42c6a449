using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Remembers the running handler in a file, so that one left behind by a host that was itself killed is ended at the next start.
/// A process is the same only when its id and its start time are.
/// </summary>
internal sealed class LeftoverHandler(string stateFolder)
{
    // Start times are derived from the boot time, which two processes may read a little differently.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private readonly string file = Path.Combine(stateFolder, "handler.pid");

    public void Remember(Process process)
    {
        try
        {
            Directory.CreateDirectory(stateFolder);
            File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.StartTime.ToUniversalTime().Ticks}"));
        }
        catch (InvalidOperationException)
        {
            // Gone already: nothing to remember.
        }
    }

    /// <summary>True when there was one and it was killed.</summary>
    public bool KillAny()
    {
        if (!File.Exists(file) || File.ReadAllText(file).Split(' ') is not [var id, var started] || !int.TryParse(id, out var number)
            || !long.TryParse(started, out var ticks))
            return false;
        File.Delete(file);
        try
        {
            using var process = Process.GetProcessById(number);
            if ((process.StartTime.ToUniversalTime() - new DateTime(ticks, DateTimeKind.Utc)).Duration() > Tolerance)
                return false;
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(5));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false; // Gone, or another's by now.
        }
    }
}
