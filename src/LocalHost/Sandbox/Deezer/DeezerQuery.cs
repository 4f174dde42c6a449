using System.Text.RegularExpressions;
using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.Deezer;

/// <summary>A search as Deezer reads it: free words, and <c>artist:"…" track:"…" album:"…"</c>. Null where not asked for.</summary>
public sealed partial record DeezerQuery(string? Artist, string? Track, string? Album, string Words)
{
    public static DeezerQuery Parse(string text)
    {
        var fields = Filter().Matches(text).ToLookup(match => match.Groups["field"].Value.ToLowerInvariant(), match => SearchText.Of(match.Groups["text"].Value));
        return new DeezerQuery(
            fields["artist"].FirstOrDefault(),
            fields["track"].FirstOrDefault(),
            fields["album"].FirstOrDefault(),
            SearchText.Of(Filter().Replace(text, " ")));
    }

    public bool Matches(Track track) =>
        (Artist is null || SearchText.HasWords(track.SearchArtists, Artist))
        && (Track is null || SearchText.HasWords(track.SearchTitle, Track))
        && (Album is null || SearchText.HasWords(track.Album.SearchTitle, Album))
        && SearchText.HasWords(track.SearchWords, Words);

    [GeneratedRegex("""\b(?<field>artist|track|album):\s*(?:"(?<text>[^"]*)"|(?<text>\S+))""", RegexOptions.IgnoreCase)]
    private static partial Regex Filter();
}
