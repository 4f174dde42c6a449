using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>One of a fan's three collections: what TIDAL is sent and how its answers are read. Instances are the ones here.</summary>
internal sealed class TidalCollection
{
    public static readonly TidalCollection Tracks = new("userCollectionTracks", "tracks");
    public static readonly TidalCollection Albums = new("userCollectionAlbums", "albums");
    public static readonly TidalCollection Artists = new("userCollectionArtists", "artists");

    /// <summary>Some items are there and the whole request was refused for it. Compare by reference.</summary>
    public static readonly LibraryAnswer SomeAreThere = new LibraryAnswer.Done([]);

    /// <summary>Reason when the fan's collection takes no more items.</summary>
    public const string CollectionFull = "collectionFull";

    /// <summary>Reason when the same attempt is still being worked on.</summary>
    public const string InProgress = "requestInProgress";

    private const string MediaType = "application/vnd.api+json";
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);
    private readonly string _path;
    private readonly string _type;

    private TidalCollection(string name, string type) => (_path, _type) = ($"{name}/me/relationships/items", type);

    /// <param name="attempt">Null: without a key.</param>
    public HttpRequestMessage Add(Uri baseUrl, IReadOnlyList<string> ids, string? attempt)
    {
        var body = new ByteArrayContent(Write(ids)) { Headers = { ContentType = new MediaTypeHeaderValue(MediaType) } };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(baseUrl, _path)) { Content = body };
        // Of the items too: TIDAL refuses a key that comes with others, and an attempt may take several requests.
        if (attempt is not null) request.Headers.Add("Idempotency-Key", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}|{_type}|{string.Join(',', ids)}"))));
        return request;
    }

    public HttpRequestMessage Page(Uri baseUrl, string? cursor) =>
        new(HttpMethod.Get, new Uri(baseUrl, $"{_path}?sort=-addedAt{(cursor is null ? "" : $"&page%5Bcursor%5D={Uri.EscapeDataString(cursor)}")}"));

    /// <returns>Null where it is nothing TIDAL says.</returns>
    public static LibraryAnswer? ReadAdded(FanReply reply, IReadOnlyList<string> ids)
    {
        if (reply.Status == 409) return ReadConflict(reply, ids.Count);
        if (!reply.IsSuccess) return ReadRefusal(reply);
        if (reply.Body.Child("data") is not { ValueKind: JsonValueKind.Array } data) return null;
        var added = data.EnumerateArray().Select(item => item.Text("id")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var skipped = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (reply.Body.Child("meta")?.Child("skipped") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray()) skipped[item.Text("id") ?? ""] = item.Text("reason");
        }

        return new LibraryAnswer.Done([.. ids.Select(id => ToOutcome(added.Contains(id), skipped.GetValueOrDefault(id)))]);
    }

    /// <summary>A 401 is a token's; a 403 only in TIDAL's own form.</summary>
    public static LibraryAnswer? ReadRefusal(FanReply reply) => reply.Status switch
    {
        401 => new LibraryAnswer.Refused(),
        403 when IsOwn(reply) => new LibraryAnswer.NotAllowed(),
        _ => null,
    };

    public static bool IsOwn(FanReply reply) => reply.Body.Child("errors") is { ValueKind: JsonValueKind.Array };

    /// <summary>The first artist that an item's document names; null where it names none.</summary>
    public static string? ReadFirstArtist(JsonElement root) => root.Child("data")?.Child("relationships")?.Child("artists")?.Child("data") is { ValueKind: JsonValueKind.Array } artists
        ? artists.EnumerateArray().Select(artist => artist.Text("id")).FirstOrDefault() : null;

    /// <summary>Neither added nor skipped is not told to happen: then nothing is proven.</summary>
    private static SaveOutcome ToOutcome(bool isAdded, string? skippedFor) => skippedFor switch
    {
        "NOT_FOUND" => SaveOutcome.NotThere,
        "ALREADY_PRESENT" => SaveOutcome.AlreadyThere,
        _ => isAdded ? SaveOutcome.Saved : SaveOutcome.Taken,
    };

    /// <summary>None of them is the service's failure: the gate is not told of one.</summary>
    private static LibraryAnswer? ReadConflict(FanReply reply, int count)
    {
        if (!IsOwn(reply)) return null;
        var codes = reply.Body.Child("errors")!.Value.EnumerateArray().Select(error => error.Text("code")).ToHashSet();
        return codes.Contains("DUPLICATE_ITEMS_IN_COLLECTION") ? count == 1 ? new LibraryAnswer.Done([SaveOutcome.AlreadyThere]) : SomeAreThere
            : codes.Contains("TOO_MANY_ITEMS_IN_COLLECTION") ? new LibraryAnswer.Unavailable(CollectionFull, null)
            : codes.Contains("IDEMPOTENT_REQUEST_IN_PROGRESS") ? new LibraryAnswer.Unavailable(InProgress, reply.RetryAfter ?? s_soon) : null;
    }

    private byte[] Write(IReadOnlyList<string> ids)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var id in ids)
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteString("type", _type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
