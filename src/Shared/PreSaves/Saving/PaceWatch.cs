using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>
/// Which services are short: more is wanted of them than their pace allows. As this instance saw it lately; then organizations share. Thread-safe.
/// </summary>
public sealed class PaceWatch(TimeProvider time)
{
    /// <summary>How long a service counts as short after it was.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<StreamingService, DateTimeOffset> _shortAt = new();

    public void NoteShort(StreamingService service) => _shortAt[service] = time.GetUtcNow();

    public bool IsShort(StreamingService service) => _shortAt.TryGetValue(service, out var at) && time.GetUtcNow() - at < s_memory;
}
