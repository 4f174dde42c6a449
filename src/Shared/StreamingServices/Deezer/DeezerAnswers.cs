using System.Text.Json;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Deezer's JSON, read. Errors come as <c>{"error":{code}}</c> in a 200 answer: 800 no data, 4 quota, 700 busy.</summary>
public static class DeezerAnswers
{
    public static LookUp ReadTrack(JsonElement root) => ReadError(root) ?? Found(ToTrack(root));

    public static LookUp ReadAlbum(JsonElement root) => ReadError(root) ?? Found(ToAlbum(root));

    private static LookUp? ReadError(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return new LookUp.Unavailable("malformedAnswer", null);
        if (root.Child("error") is not { } error) return null;
        return error.Number("code") switch
        {
            800 => new LookUp.NotListed(),
            4 => new LookUp.Unavailable("rateLimited", TimeSpan.FromSeconds(5)),
            { } code => new LookUp.Unavailable($"deezer{code}", null),
            null => new LookUp.Unavailable("malformedAnswer", null),
        };
    }

    private static LookUp Found(Candidate? candidate) =>
        candidate is null ? new LookUp.Unavailable("malformedAnswer", null) : new LookUp.Found([candidate]);

    private static Candidate? ToTrack(JsonElement root)
    {
        var id = root.Number("id");
        if (id is null || root.Text("title") is not { } title) return null;
        var album = root.Child("album");
        return new Candidate(ItemKind.Track, $"{id}", PageOf("track", id.Value), title, Artists(root), root.Text("isrc"), null, album?.Text("title"), null,
            root.Number("duration") is { } seconds ? TimeSpan.FromSeconds(seconds) : null, ServiceAnswer.Day(root.Text("release_date")), Cover(album));
    }

    private static Candidate? ToAlbum(JsonElement root)
    {
        var id = root.Number("id");
        if (id is null || root.Text("title") is not { } title) return null;
        return new Candidate(ItemKind.Album, $"{id}", PageOf("album", id.Value), title, Artists(root), null, root.Text("upc"), title, root.Text("record_type"), null,
            ServiceAnswer.Day(root.Text("release_date")), Cover(root));
    }

    /// <summary>The page's address is made from the id, so that an answer cannot send fans elsewhere.</summary>
    private static DestinationUrl PageOf(string kind, long id) => DestinationUrl.Parse(StreamingService.Deezer, $"https://www.deezer.com/{kind}/{id}");

    private static IReadOnlyList<string> Artists(JsonElement root) =>
        root.Names("contributors") is { Count: > 0 } names ? names : root.Child("artist")?.Text("name") is { } name ? [name] : [];

    private static Uri? Cover(JsonElement? album) => ServiceAnswer.HttpUri(album?.Text("cover_xl") ?? album?.Text("cover_big"));
}
