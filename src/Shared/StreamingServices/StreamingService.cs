using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.StreamingServices;

/// <summary>
/// One of the streaming services a fan may land on. Instances are the ones in <see cref="All"/>; compare by reference.
/// </summary>
/// <param name="Id">The stable id in JSON, paths and rows, such as <c>apple-music</c>.</param>
/// <param name="Name">The service's own spelling.</param>
/// <param name="Hosts">
/// Hosts its listening pages live on: exact names, or <c>*.name</c> for one or more labels below. A destination on any other host is refused.
/// Hosts of deep-link vendors (spotify.link, pandora.app.link, deezer.page.link) are left out: they forward to whatever a query says.
/// </param>
public sealed record StreamingService(string Id, string Name, IReadOnlyList<string> Hosts)
{
    public static readonly StreamingService Spotify = new("spotify", "Spotify", ["open.spotify.com"]);
    public static readonly StreamingService AppleMusic = new("apple-music", "Apple Music", ["music.apple.com", "geo.music.apple.com", "itunes.apple.com"]);
    public static readonly StreamingService YouTubeMusic = new("youtube-music", "YouTube Music", ["music.youtube.com", "www.youtube.com", "youtube.com", "m.youtube.com", "youtu.be"]);

    public static readonly StreamingService AmazonMusic = new("amazon-music", "Amazon Music",
        ["music.amazon.com", "music.amazon.co.uk", "music.amazon.de", "music.amazon.fr", "music.amazon.it", "music.amazon.es", "music.amazon.ca",
         "music.amazon.co.jp", "music.amazon.in", "music.amazon.com.au", "music.amazon.com.br", "music.amazon.com.mx"]);

    public static readonly StreamingService Tidal = new("tidal", "TIDAL", ["tidal.com", "www.tidal.com", "listen.tidal.com"]);
    public static readonly StreamingService Deezer = new("deezer", "Deezer", ["www.deezer.com", "deezer.com"]);
    public static readonly StreamingService Pandora = new("pandora", "Pandora", ["www.pandora.com", "pandora.com"]) { HasPublicApi = false };
    public static readonly StreamingService SoundCloud = new("soundcloud", "SoundCloud", ["soundcloud.com", "www.soundcloud.com", "m.soundcloud.com", "on.soundcloud.com"]);
    public static readonly StreamingService Bandcamp = new("bandcamp", "Bandcamp", ["bandcamp.com", "*.bandcamp.com"]) { HasPublicApi = false };

    /// <summary>All nine, in the order a page shows them when nobody chose another.</summary>
    public static IReadOnlyList<StreamingService> All { get; } =
        [Spotify, AppleMusic, YouTubeMusic, AmazonMusic, Tidal, Deezer, Pandora, SoundCloud, Bandcamp];

    /// <summary>False: it can be looked up in no deployment, whatever is switched on; only pages whose address is known are read.</summary>
    public bool HasPublicApi { get; init; } = true;

    /// <summary>Its place in <see cref="All"/>, from 0.</summary>
    public int Place
    {
        get
        {
            if (field < 0) field = All.TakeWhile(other => other != this).Count();
            return field;
        }
    } = -1;

    private static readonly FrozenDictionary<string, StreamingService> s_byId = All.ToFrozenDictionary(service => service.Id, StringComparer.Ordinal);

    public static bool TryParse(string? id, [NotNullWhen(true)] out StreamingService? service)
    {
        service = null;
        return id is not null && s_byId.TryGetValue(id, out service);
    }

    public static StreamingService Parse(string id) =>
        TryParse(id, out var service) ? service : throw new FormatException($"'{id}' is not a streaming service.");

    public bool IsOwnHost(string host) => Hosts.Any(own => own.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > own.Length - 1 && host.EndsWith(own[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(own, StringComparison.OrdinalIgnoreCase));

    public bool Equals(StreamingService? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Id;
}
