using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// Ids in the form each service gives them. A derived one is made up: it opens nothing at the real service, or by chance something else.
/// </summary>
public static partial class ServiceIds
{
    public static string Derive(StreamingService service, string seed)
    {
        var random = StableRandom.From($"{service.Id}|{seed}");
        return service.Id switch
        {
            // 128 bits in base 62: a first character above 7 would be more than fits.
            "spotify" => random.NextText(1, "0123456") + random.NextText(21),
            "deezer" => Number(random.Next(5_000_000_000, 10_000_000_000)),
            "apple-music" => Number(random.Next(2_000_000_000, 10_000_000_000)),
            "tidal" => Number(random.Next(600_000_000, 1_000_000_000)),
            "soundcloud" => Number(random.Next(3_000_000_000, 10_000_000_000)),
            "bandcamp" => Number(random.Next(1_000_000_000, 4_294_967_296)),
            // The last of 11 characters carries 4 bits.
            "youtube-music" => random.NextText(10) + random.NextText(1, "AEIMQUYcgkosw048"),
            "amazon-music" => "B0" + random.NextText(8, "0123456789BCDFGHJKLMNPQRSTVWXYZ"),
            "pandora" => "TR:" + Number(random.Next(200_000_000, 1_000_000_000)),
            _ => throw new ArgumentException($"No form of id is known for {service}.", nameof(service)),
        };
    }

    /// <summary>An album's id where its form is another than a track's; else as <see cref="Derive"/>.</summary>
    public static string DeriveOfAlbum(StreamingService service, string seed) => service.Id switch
    {
        "youtube-music" => "OLAK5uy_" + StableRandom.From($"{service.Id}|{seed}").NextText(33),
        "pandora" => "AL:" + Derive(service, seed)["TR:".Length..],
        _ => Derive(service, seed),
    };

    public static bool IsWellFormedOfAlbum(StreamingService service, string id) => service.Id switch
    {
        "youtube-music" => YouTubePlaylistId().IsMatch(id),
        "pandora" => PandoraAlbumId().IsMatch(id),
        _ => IsWellFormed(service, id),
    };

    public static bool IsWellFormed(StreamingService service, string id) => service.Id switch
    {
        "spotify" => SpotifyId().IsMatch(id),
        "youtube-music" => YouTubeId().IsMatch(id),
        "amazon-music" => AmazonId().IsMatch(id),
        "pandora" => PandoraId().IsMatch(id),
        _ => id.Length <= 18 && id.All(char.IsAsciiDigit),
    };

    public static bool IsSpotifyId(string id) => SpotifyId().IsMatch(id);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^[0-9A-Za-z]{22}$")]
    private static partial Regex SpotifyId();

    [GeneratedRegex("^[0-9A-Za-z_-]{11}$")]
    private static partial Regex YouTubeId();

    [GeneratedRegex("^OLAK5uy_[0-9A-Za-z_-]{33}$")]
    private static partial Regex YouTubePlaylistId();

    [GeneratedRegex("^B0[0-9A-Z]{8}$")]
    private static partial Regex AmazonId();

    [GeneratedRegex("^TR:[0-9]+$")]
    private static partial Regex PandoraId();

    [GeneratedRegex("^AL:[0-9]+$")]
    private static partial Regex PandoraAlbumId();
}
