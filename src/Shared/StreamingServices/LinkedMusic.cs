using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Smartlinks.StreamingServices;

/// <summary>Reads schema.org's MusicRecording and MusicAlbum, as listening pages carry them in JSON-LD.</summary>
public static partial class LinkedMusic
{
    private static readonly string[] s_dates = ["yyyy-MM-dd", "dd MMM yyyy HH:mm:ss 'GMT'", "d MMM yyyy HH:mm:ss 'GMT'"];

    /// <summary>The page's own track or album, or null when it does not tell a title. Its address is the one that was asked for, whatever the page says.</summary>
    public static Candidate? Find(ListingPage page, ServiceItem item)
    {
        var type = item.Kind == ItemKind.Track ? "MusicRecording" : "MusicAlbum";
        var music = page.LinkedData.FirstOrDefault(data => HasType(data, type));
        if (music.ValueKind != JsonValueKind.Object || music.Text("name") is not { } title) return null;
        var album = item.Kind == ItemKind.Track ? music.Child("inAlbum") : music;
        return new Candidate(item.Kind, item.Id, item.Url, title, Artists(music))
        {
            FoundBy = FoundBy.Item,
            Isrc = item.Kind == ItemKind.Track ? music.Text("isrcCode") : null,
            AlbumTitle = album?.Text("name"),
            Duration = item.Kind == ItemKind.Track ? Duration(music.Text("duration")) : null,
            ReleasedOn = Day(music.Text("datePublished")),
            TrackNumber = Count(Property(music, "tracknum")),
            TrackCount = item.Kind == ItemKind.Album ? Count(music.Number("numTracks")) : null,
        };
    }

    /// <summary><c>PT3M54S</c>, and <c>P00H03M54S</c> as Bandcamp writes it.</summary>
    public static TimeSpan? Duration(string? text)
    {
        if (text is not { Length: <= 40 } || DurationText().Match(text) is not { Success: true } match) return null;
        var length = TimeSpan.FromDays(Part("d")) + TimeSpan.FromHours(Part("h")) + TimeSpan.FromMinutes(Part("m")) + TimeSpan.FromSeconds(Part("s"));
        return length > TimeSpan.Zero ? length : null;

        double Part(string name) => match.Groups[name] is { Success: true } part ? double.Parse(part.Value, CultureInfo.InvariantCulture) : 0;
    }

    private static bool HasType(JsonElement data, string type) => data.Text("@type") == type
        || (data.Child("@type") is { ValueKind: JsonValueKind.Array } types && types.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(type)));

    private static IReadOnlyList<string> Artists(JsonElement music) =>
        music.Names("byArtist") is { Count: > 0 } names ? names : (music.Child("byArtist")?.Text("name") ?? music.Text("byArtist")) is { } name ? [name] : [];

    private static long? Property(JsonElement music, string name) => music.Child("additionalProperty") is { ValueKind: JsonValueKind.Array } properties
        ? properties.EnumerateArray().FirstOrDefault(property => property.Text("name") == name).Number("value") : null;

    private static int? Count(long? number) => number is > 0 and < 10_000 and { } count ? (int)count : null;

    /// <summary>A day, an instant that begins with one, or <c>14 Sep 2013 00:00:00 GMT</c>.</summary>
    private static DateOnly? Day(string? text)
    {
        if (text is { Length: > 10 } && text[10] == 'T') text = text[..10];
        return DateTime.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? DateOnly.FromDateTime(date) : null;
    }

    [GeneratedRegex(@"^P(?:(?<d>[0-9]{1,3})D)?T?(?:(?<h>[0-9]{1,4})H)?(?:(?<m>[0-9]{1,5})M)?(?:(?<s>[0-9]{1,7}(?:\.[0-9]{1,6})?)S)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DurationText();
}
