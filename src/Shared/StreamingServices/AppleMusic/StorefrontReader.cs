using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>What was read of storefronts, and why not of the rest; null: all were read.</summary>
public sealed record StorefrontReading(IReadOnlyList<StorefrontItem> Items, LookUp.Unavailable? Why);

/// <summary>Asks one storefront at a time. Each request carries the developer token.</summary>
public sealed class StorefrontReader(ServiceCalls calls, DeveloperTokens tokens, AppleMusicOptions options, TimeProvider time)
{
    private const int MostPages = 4;

    /// <summary>One item by its id; empty when the storefront does not have it.</summary>
    public async Task<StorefrontReading> ReadItemAsync(string storefront, string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<StorefrontItem> items = [];
        var answer = await GetAsync($"catalog/{storefront}/{path}", root =>
        {
            items = AppleMusicAnswers.ReadPage(root, storefront, FoundBy.Item, time.GetUtcNow())?.Items ?? [];
            return items.Count > 0 ? new LookUp.NotListed() : ServiceAnswer.Malformed;
        }, hasTurn: false, cancellationToken);
        return new StorefrontReading([.. items.Take(1)], answer as LookUp.Unavailable);
    }

    /// <summary>All pages of a list.</summary>
    /// <param name="hasTurn">The gate let the first request through already.</param>
    public async Task<StorefrontReading> ReadListAsync(string storefront, string path, FoundBy by, bool hasTurn, CancellationToken cancellationToken)
    {
        List<StorefrontItem> items = [];
        var offset = 0L;
        for (var page = 0; page < MostPages; page++)
        {
            AppleMusicPage? read = null;
            var from = offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"&offset={offset}");
            var answer = await GetAsync($"catalog/{storefront}/{path}{from}", root =>
            {
                read = AppleMusicAnswers.ReadPage(root, storefront, by, time.GetUtcNow());
                return read is null ? ServiceAnswer.Malformed : new LookUp.NotListed();
            }, hasTurn && page == 0, cancellationToken);
            if (answer is LookUp.Unavailable why) return new StorefrontReading(items, why);
            items.AddRange(read?.Items ?? []);
            if (read?.NextOffset is not { } next) return new StorefrontReading(items, null);
            offset = next;
        }

        return new StorefrontReading(items, new LookUp.Unavailable("tooManyPages", null));
    }

    private Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, bool hasTurn, CancellationToken cancellationToken)
    {
        return hasTurn ? calls.SendEnteredAsync(options.Pace, Make, read, cancellationToken) : calls.SendAsync(options.Pace, Make, read, cancellationToken);

        HttpRequestMessage Make()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Get());
            return request;
        }
    }
}
