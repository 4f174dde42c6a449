using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// A fan's library at Apple Music. Apple answers an addition with 202 whatever it does, leaves out ids that cannot be added without a word, and shows what was added some
/// time later: each is <see cref="SaveOutcome.Taken"/>, and what proves it is the library relation of the catalog's items in the fan's own storefront.
/// </summary>
public sealed class AppleMusicLibrary(FanCalls calls, AppleMusicRequests requests, AppleMusicOptions options) : IFanLibrary
{
    public StreamingService Service => StreamingService.AppleMusic;

    /// <summary>As many albums as the catalog takes in a request.</summary>
    public int MostItems => 100;

    public ServicePace Pace => options.SavePace;

    public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
    {
        var ids = items.GroupBy(item => item.Kind).Select(same => $"ids%5B{TypeOf(same.Key)}%5D={Ids(same)}");
        return calls.AskLibraryAsync(options.SavePace, () => requests.Make(HttpMethod.Post, $"me/library?{string.Join('&', ids)}", accessToken),
            reply => reply.Status == 202 ? new LibraryAnswer.Done([.. items.Select(_ => SaveOutcome.Taken)]) : ReadTrouble(reply), cancellationToken);
    }

    public async Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken)
    {
        string? storefront = null;
        var asked = await calls.AskLibraryAsync(options.SavePace, () => requests.Make(HttpMethod.Get, "me/storefront", accessToken),
            reply => (storefront = AppleMusicRequests.ReadStorefront(reply)) is not null ? new LibraryAnswer.Contents([]) : ReadTrouble(reply), cancellationToken);
        if (storefront is null) return asked;

        var has = new bool[items.Count];
        foreach (var kind in items.Select(item => item.Kind).Distinct())
        {
            var path = $"catalog/{storefront}/{TypeOf(kind)}?ids={Ids(items.Where(item => item.Kind == kind))}&relate=library";
            HashSet<string>? there = null;
            var read = await calls.AskLibraryAsync(options.SavePace, () => requests.Make(HttpMethod.Get, path, accessToken),
                reply => (there = ReadOwned(reply)) is not null ? new LibraryAnswer.Contents([]) : ReadTrouble(reply), cancellationToken);
            if (there is null) return read;
            for (var i = 0; i < has.Length; i++) has[i] |= items[i].Kind == kind && there.Contains(items[i].Id);
        }

        return new LibraryAnswer.Contents(has);
    }

    /// <summary>Apple has no such call.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken) => throw new NotSupportedException("Apple Music does not let apps follow artists.");

    /// <summary>Ids of the catalog's items that have a copy in the fan's library; null when it is no list that tells of each.</summary>
    private static HashSet<string>? ReadOwned(FanReply reply)
    {
        // Apple's word that the storefront has none of them.
        if (reply.Status == 404) return reply.Body.Child("errors") is { ValueKind: JsonValueKind.Array } ? [] : null;
        if (reply.Status != 200 || reply.Body.Child("data") is not { ValueKind: JsonValueKind.Array } data) return null;
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in data.EnumerateArray())
        {
            if (item.Text("id") is not { } id || item.Child("relationships")?.Child("library")?.Child("data") is not { ValueKind: JsonValueKind.Array } copies) return null;
            if (copies.GetArrayLength() > 0) there.Add(id);
        }

        return there;
    }

    private static LibraryAnswer? ReadTrouble(FanReply reply) => AppleMusicAccountRefusals.Read(reply.Status, reply.Body) switch
    {
        UserTokenTrouble.Refused => new LibraryAnswer.Refused(),
        UserTokenTrouble.NoSubscription => new LibraryAnswer.NoSubscription(),
        null => null,
    };

    private static string TypeOf(ItemKind kind) => kind == ItemKind.Track ? "songs" : "albums";

    private static string Ids(IEnumerable<ServiceItem> items) => string.Join(',', items.Select(item => Uri.EscapeDataString(item.Id)));
}
