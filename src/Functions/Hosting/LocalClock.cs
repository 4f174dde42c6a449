using System.IO.MemoryMappedFiles;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// The story's clock on LocalHost: the system's time plus an offset that LocalHost writes into a mapped file, so that moving it shows at once in every process.
/// Monotonic time is not moved.
/// </summary>
public sealed class LocalClock : TimeProvider, IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public LocalClock(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), null, 8, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 8, MemoryMappedFileAccess.Read);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(_view.ReadInt64(0));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
