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
}
