using System.Globalization;
using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>
/// A fan's favorites at Deezer, one item a call: adding one again changes nothing. What is there can only be read as a whole, page by page. Deezer takes the token in the
/// query only; the addresses made here go to Deezer and nowhere else.
/// </summary>
public sealed class DeezerLibrary(FanCalls calls, DeezerOptions options) : IFanLibrary
{
    private const int PageSize = 100;
    private const int MostPages = 50;

    private static readonly Favorites s_tracks = new("tracks", "track_id");
    private static readonly Favorites s_albums = new("albums", "album_id");
    private static readonly Favorites s_artists = new("artists", "artist_id");

    private readonly KnownArtists _artists = new();

    public StreamingService Service => StreamingService.Deezer;

    public int MostItems => 1;

    public ServicePace Pace => options.SavePace;

    public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken) =>
        AddAsync(accessToken, ListOf(items[0].Kind), items[0].Id, cancellationToken);

    /// <summary>Newest first, until it is found.</summary>
    public async Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken)
    {
        var (list, id) = (ListOf(items[0].Kind), items[0].Id);
        for (var page = 0; page < MostPages; page++)
        {
            var isLast = false;
            var query = string.Create(CultureInfo.InvariantCulture, $"limit={PageSize}&index={page * PageSize}");
            var answer = await calls.AskLibraryAsync(options.SavePace, () => new HttpRequestMessage(HttpMethod.Get, Address(list, query, accessToken)),
                reply => ReadPage(reply.Body, id, out isLast), cancellationToken);
            if (answer is not LibraryAnswer.Contents { Has: [var has] } || has || isLast) return answer;
        }

        return new LibraryAnswer.Unavailable("tooManyPages", null);
    }

    public async Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        var (artist, why) = await _artists.GetAsync(item, () => FindArtistAsync(item, cancellationToken));
        return artist is null ? why! : await AddAsync(accessToken, s_artists, artist, cancellationToken);
    }

    private async Task<(string? Artist, LibraryAnswer? Why)> FindArtistAsync(ServiceItem item, CancellationToken cancellationToken)
    {
        string? artist = null;
        var path = $"{(item.Kind == ItemKind.Track ? "track" : "album")}/{Uri.EscapeDataString(item.Id)}";
        var read = await calls.AskLibraryAsync(options.Pace, () => new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path)), reply =>
        {
            artist = reply.Body.Child("artist")?.Number("id")?.ToString(CultureInfo.InvariantCulture);
            return artist is not null ? Outcome(SaveOutcome.Taken) : DeezerRefusals.CodeOf(reply.Body) == DeezerRefusals.NoData ? Outcome(SaveOutcome.NotThere) : null;
        }, cancellationToken);
        return (artist, read);
    }

    private Task<LibraryAnswer> AddAsync(string accessToken, Favorites list, string id, CancellationToken cancellationToken) =>
        calls.AskLibraryAsync(options.SavePace, () => new HttpRequestMessage(HttpMethod.Post, Address(list, $"{list.Parameter}={Uri.EscapeDataString(id)}", accessToken)), ReadAdded, cancellationToken);

    private static LibraryAnswer? ReadPage(JsonElement body, string id, out bool isLast)
    {
        isLast = false;
        if (ReadRefusal(body) is { } refused) return refused is LibraryAnswer.Done ? null : refused;
        if (body.Child("data") is not { ValueKind: JsonValueKind.Array } data) return null;
        isLast = data.GetArrayLength() < PageSize;
        return new LibraryAnswer.Contents([data.EnumerateArray().Any(item => item.Number("id")?.ToString(CultureInfo.InvariantCulture) == id)]);
    }

    /// <summary>Only <c>true</c> says that it is there.</summary>
    private static LibraryAnswer? ReadAdded(FanReply reply) => reply is { Status: 200, Body.ValueKind: JsonValueKind.True } ? Outcome(SaveOutcome.Saved) : ReadRefusal(reply.Body);

    private static LibraryAnswer? ReadRefusal(JsonElement body) => DeezerRefusals.CodeOf(body) switch
    {
        DeezerRefusals.NoData => Outcome(SaveOutcome.NotThere),
        DeezerRefusals.TokenInvalid => new LibraryAnswer.Refused(),
        DeezerRefusals.Permission or DeezerRefusals.IndividualAccount => new LibraryAnswer.NotAllowed(),
        _ => null,
    };

    private static LibraryAnswer.Done Outcome(SaveOutcome outcome) => new([outcome]);

    private Uri Address(Favorites list, string query, string accessToken) => new(options.BaseUrl, $"user/me/{list.Name}?{query}&access_token={Uri.EscapeDataString(accessToken)}");

    private static Favorites ListOf(ItemKind kind) => kind == ItemKind.Track ? s_tracks : s_albums;

    /// <summary>One of a fan's lists, and how its items are named when one is added.</summary>
    private sealed record Favorites(string Name, string Parameter);
}
