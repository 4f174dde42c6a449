using System.Globalization;
using System.Text.Json;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>A song or album as one storefront has it.</summary>
/// <param name="IsPlayable">It can be played there, or will be from a day that is known.</param>
public sealed record StorefrontItem(Candidate Candidate, string Storefront, bool IsPlayable);

/// <summary>One page of a list; the offset is null on the last.</summary>
public sealed record AppleMusicPage(IReadOnlyList<StorefrontItem> Items, long? NextOffset);

/// <summary>The Apple Music API's JSON, read. Artwork is left out: Apple allows it only together with playback.</summary>
public static class AppleMusicAnswers
{
    private const string SingleSuffix = " - Single";
    private const string EpSuffix = " - EP";

    /// <summary>Where the day has not begun yet when it has in UTC, it begins within this.</summary>
    private static readonly TimeSpan s_westOfUtc = TimeSpan.FromHours(12);

    /// <summary>401 and 403 are about the developer token; a 404 without <c>errors</c> is not Apple's word on a resource.</summary>
    public static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter) => status switch
    {
        401 or 403 => new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter),
        404 when body.Child("errors") is { ValueKind: JsonValueKind.Array } => new LookUp.NotListed(),
        429 => new LookUp.Unavailable(UnavailableReasons.RateLimited, retryAfter),
        _ => null,
    };

    /// <summary>Null when it is no list of resources, or one of which nothing can be read.</summary>
    public static AppleMusicPage? ReadPage(JsonElement root, string storefront, FoundBy by, DateTimeOffset now)
    {
        if (root.Child("data") is not { ValueKind: JsonValueKind.Array } data) return null;
        StorefrontItem[] items = [.. data.EnumerateArray().Select(item => ToItem(item, storefront, by, now)).OfType<StorefrontItem>()];
        return items.Length > 0 || data.GetArrayLength() == 0 ? new AppleMusicPage(items, NextOffset(root)) : null;
    }

    private static StorefrontItem? ToItem(JsonElement item, string storefront, FoundBy by, DateTimeOffset now)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Child("attributes") is not { } attributes || attributes.Text("name") is not { } name) return null;
        var candidate = item.Text("type") switch
        {
            "songs" => ToSong(item, attributes, id, name, storefront),
            "albums" => ToAlbum(attributes, id, name, storefront),
            _ => null,
        };
        if (candidate is null) return null;
        var from = NotBefore(candidate.ReleasedOn, attributes.Child("playParams") is not null, now);
        var isPlayable = from is not null || attributes.Child("playParams") is not null;
        return new StorefrontItem(candidate with
        {
            FoundBy = by,
            AvailableFrom = from,
            Territories = isPlayable ? Territories.Everywhere : Territories.Except([storefront]),
        }, storefront, isPlayable);
    }

    private static Candidate ToSong(JsonElement item, JsonElement attributes, string id, string name, string storefront)
    {
        var album = FirstAlbum(item);
        var (albumTitle, typeByName) = album?.Text("name") is { } full ? ReadAlbumName(full) : attributes.Text("albumName") is { } told ? ReadAlbumName(told) : (null, null);
        return new Candidate(ItemKind.Track, id, PageOf(storefront, "song", id), name, Artists(attributes))
        {
            Isrc = attributes.Text("isrc"),
            Upc = album?.Text("upc"),
            AlbumTitle = albumTitle,
            AlbumType = album is { } known ? AlbumType(known, typeByName) : typeByName,
            Duration = attributes.Number("durationInMillis") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            ReleasedOn = ServiceAnswer.Day(attributes.Text("releaseDate")),
            TrackNumber = Count(attributes, "trackNumber"),
            IsExplicit = IsExplicit(attributes),
        };
    }

    private static Candidate ToAlbum(JsonElement attributes, string id, string name, string storefront)
    {
        var (title, typeByName) = ReadAlbumName(name);
        return new Candidate(ItemKind.Album, id, PageOf(storefront, "album", id), title, Artists(attributes))
        {
            Upc = attributes.Text("upc"),
            AlbumTitle = title,
            AlbumType = AlbumType(attributes, typeByName),
            ReleasedOn = ServiceAnswer.Day(attributes.Text("releaseDate")),
            TrackCount = Count(attributes, "trackCount"),
            IsExplicit = IsExplicit(attributes),
        };
    }

    /// <summary>The instant it is playable from, where that is still to come and known; a release begins at each storefront's own midnight.</summary>
    private static DateTimeOffset? NotBefore(DateOnly? day, bool hasPlayParams, DateTimeOffset now)
    {
        if (day is not { } on) return null;
        var midnight = new DateTimeOffset(on, TimeOnly.MinValue, TimeSpan.Zero);
        if (midnight > now) return midnight;
        return !hasPlayParams && midnight + s_westOfUtc > now ? midnight + s_westOfUtc : null;
    }

    private static JsonElement? FirstAlbum(JsonElement item) =>
        item.Child("relationships")?.Child("albums")?.Child("data") is { ValueKind: JsonValueKind.Array } albums
            ? albums.EnumerateArray().Select(album => album.Child("attributes")).FirstOrDefault(attributes => attributes is not null) : null;

    /// <summary>Apple writes a single's and an EP's kind behind its name.</summary>
    private static (string Title, string? Type) ReadAlbumName(string name) =>
        name.Length > SingleSuffix.Length && name.EndsWith(SingleSuffix, StringComparison.Ordinal) ? (name[..^SingleSuffix.Length], "single")
        : name.Length > EpSuffix.Length && name.EndsWith(EpSuffix, StringComparison.Ordinal) ? (name[..^EpSuffix.Length], "ep")
        : (name, null);

    private static string AlbumType(JsonElement attributes, string? byName) =>
        byName ?? (IsTrue(attributes, "isCompilation") ? "compilation" : IsTrue(attributes, "isSingle") ? "single" : "album");

    private static bool IsTrue(JsonElement attributes, string name) => attributes.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Absent for what has neither an explicit nor a clean rating.</summary>
    private static bool? IsExplicit(JsonElement attributes) => attributes.Text("contentRating") switch { "explicit" => true, "clean" => false, _ => null };

    /// <summary>All in one name, as Apple shows it.</summary>
    private static string[] Artists(JsonElement attributes) => attributes.Text("artistName") is { } name ? [name] : [];

    private static int? Count(JsonElement attributes, string name) => attributes.Number(name) is > 0 and <= int.MaxValue and { } count ? (int)count : null;

    /// <summary>Only the offset is taken from the next page's address: the token goes to no other place than the configured one.</summary>
    private static long? NextOffset(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.String) return null;
        var address = next.GetString()!;
        var offset = address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Where(pair => pair.StartsWith("offset=", StringComparison.Ordinal)).Select(pair => pair["offset=".Length..]).FirstOrDefault();
        return long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException("A next page has no offset.");
    }

    private static bool IsId(string id) => id.Length <= 20 && id.All(char.IsAsciiDigit);

    /// <summary>The page's address is made from the id, so that an answer cannot send fans elsewhere.</summary>
    private static DestinationUrl PageOf(string storefront, string kind, string id) => DestinationUrl.Parse(StreamingService.AppleMusic, $"https://music.apple.com/{storefront}/{kind}/{id}");
}
