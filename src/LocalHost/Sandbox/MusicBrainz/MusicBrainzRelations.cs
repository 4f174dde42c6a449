using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Bandcamp;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Pandora;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.MusicBrainz;

/// <summary>
/// The addresses volunteers tied to recordings and releases: of most services that have one, in the spelling MusicBrainz gives them. Some are ended:
/// they led somewhere once. Some lead to no service at all.
/// </summary>
public sealed class MusicBrainzRelations(BandcampAddresses bandcamp, SoundCloudAddresses soundCloud)
{
    private static readonly Dictionary<string, string> s_typeIds = new(StringComparer.Ordinal)
    {
        ["free streaming"] = "7e41ef12-a124-4324-afdb-fdbae687a89c",
        ["streaming"] = "b5f3058a-666c-406f-aafb-f9249fc7b122",
        ["purchase for download"] = "92777657-504c-4acb-bd33-51a201bd57e1",
        ["discography entry"] = "cbf0ae3d-9b75-4d15-a0a1-4cd2f6a7c04d",
    };

    public JsonArray Of(Recording recording)
    {
        var track = recording.First;
        var relations = new JsonArray();
        foreach (var service in StreamingService.All.Where(service => track.Ids.ContainsKey(service) && IsTied(track.Isrc, service)))
        {
            if (AddressOf(service, track) is { } address)
            {
                relations.Add(Relation(TypeOf(service), address, isEnded: false));
            }
        }

        if (StableRandom.From("musicbrainz|ended|" + track.Isrc).NextDouble() < 0.2)
        {
            relations.Add(Relation("streaming", "https://www.deezer.com/track/" + ServiceIds.Derive(StreamingService.Deezer, "ended|" + track.Isrc), isEnded: true));
        }

        return relations;
    }

    public JsonArray Of(Album album)
    {
        var relations = new JsonArray();
        foreach (var service in StreamingService.All.Where(service => album.Ids.ContainsKey(service) && IsTied(album.Upc.Padded, service)))
        {
            if (AddressOf(service, album) is { } address)
            {
                relations.Add(Relation(TypeOf(service), address, isEnded: false));
            }
        }

        relations.Add(Relation("discography entry", "https://label.example/releases/" + album.Upc.Unpadded, isEnded: false));
        return relations;
    }

    /// <summary>Bandcamp and Pandora cannot be found in another way: theirs are always entered.</summary>
    private static bool IsTied(string code, StreamingService service) =>
        service == StreamingService.Bandcamp || service == StreamingService.Pandora || StableRandom.From($"musicbrainz|tied|{service.Id}|{code}").NextDouble() < 0.7;

    private static string TypeOf(StreamingService service) => service.Id switch
    {
        "bandcamp" => "purchase for download",
        "spotify" or "deezer" or "youtube-music" or "soundcloud" or "pandora" => "free streaming",
        _ => "streaming",
    };

    private string? AddressOf(StreamingService service, Track track) => service.Id switch
    {
        "spotify" => "https://open.spotify.com/track/" + track.Ids[service],
        "apple-music" => "https://music.apple.com/us/song/" + track.Ids[service],
        "youtube-music" => "https://music.youtube.com/watch?v=" + track.Ids[service],
        "amazon-music" => "https://music.amazon.com/tracks/" + track.Ids[service],
        "tidal" => "https://tidal.com/track/" + track.Ids[service],
        "deezer" => "https://www.deezer.com/track/" + track.Ids[service],
        "pandora" => PandoraAddresses.Find(track),
        "soundcloud" => soundCloud.Find(track),
        _ => bandcamp.Find(track),
    };

    private string? AddressOf(StreamingService service, Album album) => service.Id switch
    {
        "spotify" => "https://open.spotify.com/album/" + album.Ids[service],
        "apple-music" => "https://music.apple.com/us/album/" + album.Ids[service],
        "youtube-music" => "https://music.youtube.com/playlist?list=" + album.Ids[service],
        "amazon-music" => "https://music.amazon.com/albums/" + album.Ids[service],
        "tidal" => "https://tidal.com/album/" + album.Ids[service],
        "deezer" => "https://www.deezer.com/album/" + album.Ids[service],
        "pandora" => PandoraAddresses.Find(album),
        "soundcloud" => soundCloud.Find(album),
        _ => bandcamp.Find(album),
    };

    private static JsonObject Relation(string type, string address, bool isEnded) => new()
    {
        ["type"] = type,
        ["type-id"] = s_typeIds[type],
        ["target-type"] = "url",
        ["direction"] = "forward",
        ["begin"] = null,
        ["end"] = null,
        ["ended"] = isEnded,
        ["attributes"] = new JsonArray(),
        ["attribute-ids"] = new JsonObject(),
        ["attribute-values"] = new JsonObject(),
        ["source-credit"] = "",
        ["target-credit"] = "",
        ["url"] = new JsonObject { ["id"] = MusicBrainzDatabase.IdOf("url", address), ["resource"] = address },
    };
}
