using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.Support;

/// <summary>A service's catalogue that answers as a test says, and keeps what it was asked. Not listed until told otherwise.</summary>
public sealed class ScriptedCatalogue(StreamingService service) : IServiceCatalogue
{
    private readonly ConcurrentQueue<string> _asked = new();

    public StreamingService Service { get; } = service;

    public ServiceCapabilities Capabilities { get; set; } = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: false, Save: false);

    /// <summary>What a look-up by code is answered with; gets the code (of a UPC the first spelling).</summary>
    public Func<string, LookUp> ByCode { get; set; } = _ => new LookUp.NotListed();

    public Func<ServiceItem, LookUp> ByItem { get; set; } = _ => new LookUp.NotListed();

    public Func<ReleaseSearch, LookUp> BySearch { get; set; } = _ => new LookUp.NotListed();

    /// <summary>How long each answer takes; null: none is waited for.</summary>
    public Func<Task>? Delay { get; set; }

    /// <summary><c>isrc:…</c>, <c>upc:…</c>, <c>item:…</c> or <c>search:…</c>, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => AnswerAsync($"isrc:{isrc}", () => ByCode(isrc));

    public Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) => AnswerAsync($"upc:{spellings[0]}", () => ByCode(spellings[0]));

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => AnswerAsync($"item:{item.Url}", () => ByItem(item));

    public Task<LookUp> SearchAsync(ReleaseSearch search, CancellationToken cancellationToken) => AnswerAsync($"search:{search.Title}", () => BySearch(search));

    private async Task<LookUp> AnswerAsync(string question, Func<LookUp> answer)
    {
        _asked.Enqueue(question);
        if (Delay is { } delay) await delay();
        return answer();
    }
}
