using System.Collections.Concurrent;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>The first artists of items, as a service told them: all fans of a release follow the same one, so it is asked for once. Thread-safe.</summary>
internal sealed class KnownArtists
{
    /// <summary>A night has far fewer releases; to forget all of them costs a request each.</summary>
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<(ItemKind Kind, string Id), string> _artists = new();

    /// <param name="ask">The artist's id, or why it is not known.</param>
    public async Task<(string? Artist, LibraryAnswer? Why)> GetAsync(ServiceItem item, Func<Task<(string? Artist, LibraryAnswer? Why)>> ask)
    {
        if (_artists.TryGetValue((item.Kind, item.Id), out var known)) return (known, null);
        var answer = await ask();
        if (_artists.Count >= Most) _artists.Clear();
        if (answer.Artist is { } artist) _artists[(item.Kind, item.Id)] = artist;
        return answer;
    }
}
