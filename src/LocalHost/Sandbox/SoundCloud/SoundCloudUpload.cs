using System.Globalization;
using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.SoundCloud;

/// <summary>A track as SoundCloud has it: what a label delivered, with its ISRC, or what somebody uploaded of the same recording, without.</summary>
/// <param name="Number">The number its URN ends in.</param>
/// <param name="Permalink">User and track as in the page's address.</param>
/// <param name="Access">playable, preview or blocked.</param>
public sealed record SoundCloudUpload(string Number, Track Track, string Title, string User, string Permalink, string? Isrc, int DurationMs, string Access)
{
    public string Urn => "soundcloud:tracks:" + Number;

    public string Words => field ??= SearchText.Of($"{Title} {User} {string.Join(' ', Track.Artists)}");

    /// <summary>In an address: lower case, words joined by hyphens; for names without a Latin letter a number, as SoundCloud gives one.</summary>
    public static string Slug(string name, string instead)
    {
        var plain = new string([.. SearchText.Of(name).Select(character => char.IsAsciiLetterOrDigit(character) ? character : ' ')]);
        var slug = string.Join('-', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length > 0 ? slug : string.Create(CultureInfo.InvariantCulture, $"{instead}-{StableRandom.From("slug|" + name).Next(100_000_000, 1_000_000_000)}");
    }
}
