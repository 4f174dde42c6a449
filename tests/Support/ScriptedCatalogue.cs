using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.Support;

/// <summary>A service's catalogue that answers as a test says, and keeps what it was asked. Not listed until told otherwise.</summary>
public sealed class ScriptedCatalogue(StreamingService service) : IServiceCatalogue
{
    private readonly ConcurrentQueue<string> _asked = new();

    public StreamingService Service { get; } = service;

    /// <summary>What a look-up by code is answered with; gets the code (of a UPC the first spelling).</summary>
    public Func<string, LookUp> ByCode { get; set; } = _ => new LookUp.NotListed();

    public Func<DestinationUrl, LookUp> ByUrl { get; set; } = _ => new LookUp.NotListed();

    /// <summary><c>isrc:…</c>, <c>upc:…</c> or <c>url:…</c>, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => AnswerAsync($"isrc:{isrc}", () => ByCode(isrc));

    public Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) => AnswerAsync($"upc:{spellings[0]}", () => ByCode(spellings[0]));

    public Task<LookUp> FindByUrlAsync(DestinationUrl url, CancellationToken cancellationToken) => AnswerAsync($"url:{url}", () => ByUrl(url));

    private Task<LookUp> AnswerAsync(string question, Func<LookUp> answer)
    {
        _asked.Enqueue(question);
        return Task.FromResult(answer());
    }
}
