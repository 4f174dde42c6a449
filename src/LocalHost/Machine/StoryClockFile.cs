using System.IO.MemoryMappedFiles;
using Smartlinks.LocalHost.Sandbox;

namespace Smartlinks.LocalHost.Machine;

/// <summary>Shows the story clock's offset to the app's processes: 8 bytes, ticks, in a mapped file that they read at every look at the clock.</summary>
public sealed class StoryClockFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public StoryClockFile(string path, StoryClock clock)
    {
        _file = MemoryMappedFile.CreateFromFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), null, 8, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 8);
        Write();
        clock.ClockMoved += _ => Write();

        void Write() => _view.Write(0, clock.Offset.Ticks);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
