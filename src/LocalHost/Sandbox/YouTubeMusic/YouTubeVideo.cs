using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>A video about a recording: YouTube's own art track of it, or what somebody uploaded under the same title.</summary>
/// <param name="Track">The recording it is about: when and where it is there follows from that.</param>
public sealed record YouTubeVideo(string Id, Track Track, string Title, string Channel, string Description, int DurationMs, bool IsArtTrack)
{
    public string ChannelId => "UC" + StableRandom.From("channel|" + Channel).NextText(22);

    /// <summary>What a search looks through; descriptions count little at the real one.</summary>
    public string Words => field ??= SearchText.Of($"{Title} {Channel} {string.Join(' ', Track.Artists)}");
}
