using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.AppleMusic;

/// <summary>
/// Answers in the Apple Music API's shapes (its reference, and requests of public projects). Links a fan opens are Apple's own; pictures are the sandbox's. What is not
/// out yet has no <c>playParams</c>.
/// </summary>
public sealed class AppleMusicShapes(StoryClock clock, Func<Uri> baseAddress)
{
    public static string IdOf(Track track) => track.Ids[StreamingService.AppleMusic];

    public static string IdOf(Album album) => album.Ids[StreamingService.AppleMusic];

    /// <summary>A single is named so behind its title.</summary>
    public static string NameOf(Album album) => album.IsSingle ? album.Title + " - Single" : album.Title;

    public JsonObject Song(Track track, string storefront, bool withAlbum)
    {
        var (id, album) = (IdOf(track), track.Album);
        var attributes = new JsonObject
        {
            ["albumName"] = NameOf(album),
            ["artistName"] = Names(track.Artists),
            ["artwork"] = Artwork(album),
            ["discNumber"] = 1,
            ["durationInMillis"] = track.DurationMs,
            ["genreNames"] = SandboxJson.Array(["Music"]),
            ["hasLyrics"] = false,
            ["isAppleDigitalMaster"] = false,
            ["isrc"] = track.Isrc,
            ["name"] = track.TitleWithVersion,
            ["previews"] = new JsonArray(),
            ["releaseDate"] = track.Released.Text,
            ["trackNumber"] = track.Number,
            ["url"] = $"https://music.apple.com/{storefront}/album/{Slug(album.Title)}/{IdOf(album)}?i={id}",
        };
        if (track.Released.IsOut(clock.GetUtcNow()))
        {
            attributes["playParams"] = new JsonObject { ["id"] = id, ["kind"] = "song" };
        }

        var named = withAlbum ? Album(album, storefront, withRelationships: false) : Named("albums", IdOf(album), storefront);
        var resource = Named("songs", id, storefront);
        resource["attributes"] = attributes;
        resource["relationships"] = new JsonObject
        {
            ["albums"] = Relationship(resource, "albums", [named]),
            ["artists"] = Relationship(resource, "artists", track.Artists.Select(name => Named("artists", IdOfArtist(name), storefront))),
        };
        return resource;
    }

    public JsonObject Album(Album album, string storefront, bool withRelationships = true)
    {
        var id = IdOf(album);
        var tracks = album.Tracks.Where(track => IsThere(track, storefront)).ToList();
        var isOut = tracks.Exists(track => track.Released.IsOut(clock.GetUtcNow()));
        var attributes = new JsonObject
        {
            ["artistName"] = Names(album.Artists),
            ["artwork"] = Artwork(album),
            ["copyright"] = $"℗ {album.Released.FirstDay.Year} Smartlinks Sandbox",
            ["genreNames"] = SandboxJson.Array(["Music"]),
            ["isCompilation"] = album.IsCompilation,
            ["isComplete"] = isOut,
            ["isMasteredForItunes"] = false,
            ["isSingle"] = album.IsSingle,
            ["name"] = NameOf(album),
            ["recordLabel"] = "Smartlinks Sandbox",
            ["releaseDate"] = album.Released.Text,
            ["trackCount"] = tracks.Count,
            ["upc"] = album.Upc.Unpadded,
            ["url"] = $"https://music.apple.com/{storefront}/album/{Slug(album.Title)}/{id}",
        };
        if (isOut)
        {
            attributes["playParams"] = new JsonObject { ["id"] = id, ["kind"] = "album" };
        }

        var resource = Named("albums", id, storefront);
        resource["attributes"] = attributes;
        if (withRelationships)
        {
            resource["relationships"] = new JsonObject
            {
                ["artists"] = Relationship(resource, "artists", album.Artists.Select(name => Named("artists", IdOfArtist(name), storefront))),
                ["tracks"] = Relationship(resource, "tracks", tracks.Select(track => Named("songs", IdOf(track), storefront))),
            };
        }

        return resource;
    }

    /// <summary>A pre-order is listed some days before its release.</summary>
    public bool IsThere(Track track, string storefront) =>
        track.IsVisible(StreamingService.AppleMusic, clock.GetUtcNow() + TimeSpan.FromDays(AppleMusicSandbox.DaysAhead)) && track.IsPlayableIn(storefront);

    public static JsonObject Named(string type, string id, string storefront) => new() { ["id"] = id, ["type"] = type, ["href"] = $"/v1/catalog/{storefront}/{type}/{id}" };

    private static JsonObject Relationship(JsonObject of, string name, IEnumerable<JsonObject> data) => new() { ["href"] = $"{of["href"]}/{name}", ["data"] = SandboxJson.Array(data) };

    /// <summary>The address has a place for the width, as Apple's has; the sandbox's covers are square.</summary>
    private JsonObject Artwork(Album album) => new()
    {
        ["width"] = 1000,
        ["height"] = 1000,
        ["url"] = $"{baseAddress()}artwork/{CoverAddress.Hash(album)}.png?size={{w}}",
        ["bgColor"] = "1a1a1a",
        ["textColor1"] = "ffffff",
    };

    private static string IdOfArtist(string name) => StableRandom.From("apple-music|artist|" + SearchText.Of(name)).Next(200_000_000, 1_800_000_000).ToString(CultureInfo.InvariantCulture);

    /// <summary>"A", "A &amp; B", "A, B &amp; C".</summary>
    private static string Names(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} & {names[^1]}";

    private static string Slug(string title) => Uri.EscapeDataString(SearchText.Of(title).Replace(' ', '-'));
}
