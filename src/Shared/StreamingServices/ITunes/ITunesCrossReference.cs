namespace Smartlinks.StreamingServices.ITunes;

/// <summary>
/// Looks up a UPC in the iTunes Store (performance-partners.apple.com/search-api), whose ids are Apple Music's. By ISRC it is not documented, so it is not
/// asked that way.
/// </summary>
public sealed class ITunesCrossReference(ServiceCalls calls, ITunesOptions options) : ICrossReference
{
    public string Id => "itunes";

    public IReadOnlyList<StreamingService> Services { get; } = [StreamingService.AppleMusic];

    public bool ByIsrc => false;

    public bool ByUpc => true;

    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        LookUp answer = new LookUp.NotListed();
        foreach (var upc in spellings)
        {
            var address = new Uri(options.BaseUrl, $"lookup?upc={upc}&entity=song&country={options.Country}&limit=200");
            answer = await calls.SendAsync(options.Pace, () => new HttpRequestMessage(HttpMethod.Get, address), root => ITunesAnswers.Read(root, options.Country), cancellationToken);
            if (answer is not LookUp.NotListed) break;
        }

        return answer;
    }
}
