using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>What the host remembers of a timer. <see cref="Last"/> is <c>default</c> until it has run once.</summary>
public sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);

/// <summary>Keeps one timer's status in a file, replaced as a whole. A missing or unreadable file is a timer that never ran.</summary>
internal sealed class TimerStatusFile(string path)
{
    public TimerStatus? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<TimerStatus>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(TimerStatus status)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(status));
        File.Move(path + ".new", path, overwrite: true);
    }
}
