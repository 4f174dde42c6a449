using System.Globalization;
using Smartlinks.LocalHost.Host;

namespace Smartlinks.LocalHost.Machine;

/// <summary>The log of a run: all of it in a file, and on the screen what a person should see.</summary>
public sealed class HostLogFile(string path, TextWriter? everything) : IAsyncDisposable
{
    private readonly StreamWriter _file = new(path, append: false) { AutoFlush = true };
    private readonly Lock _lock = new();
    private bool _closed;

    /// <summary>The last line the app wrote itself.</summary>
    public string LastWords { get; private set; } = "(none)";

    public void Write(HostLogEntry entry)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {entry.Level,-11} {entry.Category}: {entry.Message}{(entry.Error is null ? "" : " " + entry.Error)}");
        lock (_lock)
        {
            if (_closed) return;
            if (entry.Category == HostLogEntry.Console) LastWords = entry.Message;
            _file.WriteLine(line);
            everything?.WriteLine(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock) _closed = true;
        await _file.DisposeAsync();
    }
}
