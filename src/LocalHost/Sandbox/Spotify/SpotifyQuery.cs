using System.Text.RegularExpressions;
using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>
/// A search as Spotify reads it: free words and field filters (<c>isrc: upc: artist: track: album: year:</c>); a filter's text runs to the next
/// filter, or is in quotes. Null where not asked for.
/// </summary>
public sealed partial record SpotifyQuery(string? Isrc, string? Upc, string? Artist, string? Track, string? Album, string? Year, string Words)
{
    public static SpotifyQuery Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var filters = Filter().Matches(text);
        foreach (Match filter in filters)
        {
            fields[filter.Groups["field"].Value] = filter.Groups["text"].Value.Trim().Trim('"').Trim();
        }

        var words = filters.Count == 0 ? text : text[..filters[0].Index];
        return new SpotifyQuery(
            fields.GetValueOrDefault("isrc"),
            fields.GetValueOrDefault("upc"),
            Normal("artist"),
            Normal("track"),
            Normal("album"),
            fields.GetValueOrDefault("year"),
            SearchText.Of(words));

        string? Normal(string field) => fields.TryGetValue(field, out var value) ? SearchText.Of(value) : null;
    }

    public bool Matches(Track track) =>
        Upc is null
        && (Isrc is null || track.Isrc.Equals(Isrc, StringComparison.OrdinalIgnoreCase))
        && (Track is null || SearchText.HasWords(track.SearchTitle, Track))
        && MatchesRelease(track.Album, track.SearchArtists, track.Released)
        && SearchText.HasWords(track.SearchWords, Words);

    public bool Matches(Album album) =>
        Isrc is null
        && Track is null
        // Compared as text, not as a number: that is the trap this service has.
        && (Upc is null || album.Upc.Padded == Upc)
        && MatchesRelease(album, SearchText.Of(string.Join(' ', album.Artists)), album.Released)
        && SearchText.HasWords(SearchText.Of($"{album.Title} {string.Join(' ', album.Artists)}"), Words);

    private bool MatchesRelease(Album album, string artists, ReleaseDay released) =>
        (Artist is null || SearchText.HasWords(artists, Artist))
        && (Album is null || SearchText.HasWords(album.SearchTitle, Album))
        && (Year is null || IsInYears(released.FirstDay.Year));

    private bool IsInYears(int year)
    {
        var bounds = Year!.Split('-', 2);
        return int.TryParse(bounds[0], out var from) && int.TryParse(bounds[^1], out var to) && year >= from && year <= to;
    }

    [GeneratedRegex("""\b(?<field>isrc|upc|artist|track|album|year|genre|tag):\s*(?<text>"[^"]*"|.*?)(?=\s+(?:isrc|upc|artist|track|album|year|genre|tag):|(?<=")\s|$)""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Filter();
}
