using System.Text.Json;

namespace Smartlinks.StreamingServices.MusicBrainz;

/// <summary>
/// Looks up addresses at streaming services in MusicBrainz (musicbrainz.org/doc/MusicBrainz_API), whose core data is free (CC0): those tied to the
/// recordings that carry an ISRC, and to the releases that carry a barcode.
/// </summary>
public sealed class MusicBrainzCrossReference(ServiceCalls calls, MusicBrainzOptions options) : ICrossReference
{
    /// <summary>An ISRC on more recordings than this, or a barcode on more releases, tells nothing.</summary>
    private const int MostEntities = 5;

    private volatile bool _relationsAreRefused;

    public string Id => "musicbrainz";

    public IReadOnlyList<StreamingService> Services => StreamingService.All;

    public bool ByIsrc => true;

    public bool ByUpc => true;

    public async Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken)
    {
        if (!_relationsAreRefused)
        {
            var answer = await GetAsync($"isrc/{isrc}?inc=artist-credits+releases+url-rels&fmt=json", MusicBrainzAnswers.ReadIsrc, cancellationToken);
            if (answer is not LookUp.Unavailable { Reason: MusicBrainzAnswers.IncRefused }) return answer;
            _relationsAreRefused = true;
        }

        IReadOnlyList<string> recordings = [];
        var list = await GetAsync($"isrc/{isrc}?fmt=json", root => MusicBrainzAnswers.ReadIds(root, "recordings", _ => true, out recordings), cancellationToken);
        return list is LookUp.Unavailable ? list
            : await CollectAsync(recordings.Select(id => ($"recording/{id}?inc=artist-credits+url-rels&fmt=json", (Func<JsonElement, LookUp>)(root => MusicBrainzAnswers.ReadRecording(root, isrc)))), cancellationToken);
    }

    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        // A search may answer with what is only similar: what does not carry the code is left out.
        IReadOnlyList<string> releases = [];
        var query = Uri.EscapeDataString(string.Join(" OR ", spellings.Select(spelling => $"barcode:{spelling}")));
        var list = await GetAsync($"release?query={query}&limit=10&fmt=json", root => MusicBrainzAnswers.ReadIds(root, "releases", release => MusicBrainzAnswers.HasBarcode(release, spellings[0]), out releases), cancellationToken);
        return list is LookUp.Unavailable ? list
            : await CollectAsync(releases.Select(id => ($"release/{id}?inc=artist-credits+url-rels+recordings+isrcs&fmt=json", (Func<JsonElement, LookUp>)(root => MusicBrainzAnswers.ReadRelease(root, spellings[0])))), cancellationToken);
    }

    /// <summary>All or nothing: what one of several did not tell may be what speaks against the others.</summary>
    private async Task<LookUp> CollectAsync(IEnumerable<(string Path, Func<JsonElement, LookUp> Read)> entities, CancellationToken cancellationToken)
    {
        var candidates = new List<Candidate>();
        foreach (var (path, read) in entities.Take(MostEntities))
        {
            var answer = await GetAsync(path, read, cancellationToken);
            if (answer is LookUp.Unavailable) return answer;
            if (answer is LookUp.Found found) candidates.AddRange(found.Candidates);
        }

        return MusicBrainzAnswers.Of(candidates);
    }

    private Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) => calls.SendAsync(MusicBrainzOptions.Pace, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
        request.Headers.UserAgent.ParseAdd($"Smartlinks/1.0 ({options.Contact})");
        return request;
    }, read, cancellationToken);
}
