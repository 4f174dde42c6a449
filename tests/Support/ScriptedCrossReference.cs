using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.Support;

/// <summary>A third party that answers as a test says. Not listed until told otherwise.</summary>
public sealed class ScriptedCrossReference(string id = "musicbrainz") : ICrossReference
{
    private readonly ConcurrentQueue<string> _asked = new();

    public string Id { get; } = id;

    public IReadOnlyList<StreamingService> Services => StreamingService.All;

    public bool ByIsrc { get; set; } = true;

    public bool ByUpc { get; set; } = true;

    public Func<string, LookUp> ByCode { get; set; } = _ => new LookUp.NotListed();

    /// <summary>The codes, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => AnswerAsync(isrc);

    public Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) => AnswerAsync(spellings[0]);

    private Task<LookUp> AnswerAsync(string code)
    {
        _asked.Enqueue(code);
        return Task.FromResult(ByCode(code));
    }
}
