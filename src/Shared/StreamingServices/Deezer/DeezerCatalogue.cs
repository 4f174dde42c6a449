using System.Text.RegularExpressions;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Looks up Deezer's open catalogue (developers.deezer.com/api).</summary>
public sealed partial class DeezerCatalogue(HttpClient http, DeezerOptions options, TimeProvider time) : IServiceCatalogue
{
    public StreamingService Service => StreamingService.Deezer;

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) =>
        GetAsync($"track/isrc:{isrc}", DeezerAnswers.ReadTrack, cancellationToken);

    /// <summary>Deezer stores at least 12 digits and no padding beyond; the longer spellings are asked for all the same, last.</summary>
    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        LookUp answer = new LookUp.NotListed();
        foreach (var upc in spellings)
        {
            answer = await GetAsync($"album/upc:{upc}", DeezerAnswers.ReadAlbum, cancellationToken);
            if (answer is not LookUp.NotListed) break;
        }

        return answer;
    }

    public Task<LookUp> FindByUrlAsync(DestinationUrl url, CancellationToken cancellationToken)
    {
        var match = ItemPath().Match(url.Uri.AbsolutePath);
        if (!match.Success) return Task.FromResult<LookUp>(new LookUp.NotListed());
        return match.Groups["kind"].Value == "track"
            ? GetAsync($"track/{match.Groups["id"].Value}", DeezerAnswers.ReadTrack, cancellationToken)
            : GetAsync($"album/{match.Groups["id"].Value}", DeezerAnswers.ReadAlbum, cancellationToken);
    }

    private async Task<LookUp> GetAsync(string path, Func<System.Text.Json.JsonElement, LookUp> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
        return await ServiceAnswer.ReadAsync(http, request, time, read, cancellationToken);
    }

    [GeneratedRegex("^/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?<kind>track|album)/(?<id>[0-9]{1,18})/?$", RegexOptions.CultureInvariant)]
    private static partial Regex ItemPath();
}
