using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>
/// Puts a JSON:API document together: the primary resources, and what the request wanted included, each once. A relationship that was not asked for is absent, not empty.
/// </summary>
public sealed class TidalDocument(TidalShapes shapes, string country)
{
    private readonly Dictionary<(string Type, string Id), JsonObject> _resources = [];
    private readonly List<JsonObject> _included = [];
    private readonly HashSet<(string Type, string Id)> _primary = [];

    public JsonObject List(IReadOnlyList<object> items, TidalInclude include, JsonObject links)
    {
        Claim(items);
        return Finish(SandboxJson.Array(items.Select(item => (JsonNode?)Resource(item, include))), links, include);
    }

    public JsonObject Of(object item, TidalInclude include, JsonObject links)
    {
        Claim([item]);
        return Finish(Resource(item, include), links, include);
    }

    private void Claim(IEnumerable<object> items)
    {
        foreach (var item in items)
        {
            _primary.Add(Name(item));
        }
    }

    private JsonObject Finish(JsonNode data, JsonObject links, TidalInclude include)
    {
        var document = new JsonObject { ["data"] = data, ["links"] = links };
        if (include.Children.Count > 0)
        {
            document["included"] = SandboxJson.Array(_included);
        }

        return document;
    }

    private JsonObject Resource(object item, TidalInclude include)
    {
        var name = Name(item);
        if (!_resources.TryGetValue(name, out var resource))
        {
            _resources[name] = resource = new JsonObject { ["id"] = name.Id, ["type"] = name.Type, ["attributes"] = Attributes(item) };
            if (!_primary.Contains(name))
            {
                _included.Add(resource);
            }
        }

        foreach (var (relationship, below) in include.Children)
        {
            AddRelationship(resource, item, relationship, below);
        }

        return resource;
    }

    private void AddRelationship(JsonObject resource, object item, string relationship, TidalInclude below)
    {
        var (type, id) = Name(item);
        var related = Related(item, relationship);
        var identifiers = new List<JsonNode?>();
        foreach (var other in related)
        {
            var name = Name(other);
            var identifier = new JsonObject { ["id"] = name.Id, ["type"] = name.Type };
            if (item is Album && other is Track track)
            {
                identifier["meta"] = new JsonObject { ["volumeNumber"] = 1, ["trackNumber"] = track.Number };
            }

            identifiers.Add(identifier);
            Resource(other, below);
        }

        var relationships = resource["relationships"]?.AsObject() ?? [];
        resource["relationships"] ??= relationships;
        relationships[relationship] = new JsonObject
        {
            ["data"] = TidalInclude.IsToOne(relationship) ? identifiers.FirstOrDefault() : SandboxJson.Array(identifiers),
            ["links"] = new JsonObject { ["self"] = $"/{type}/{id}/relationships/{relationship}?countryCode={country}" },
        };
    }

    private IReadOnlyList<object> Related(object item, string relationship) => (item, relationship) switch
    {
        (Track track, "albums") => [track.Album],
        (Track track, "artists") => [.. track.Artists.Select(name => new Artist(name))],
        (Track track, "usageRules") => [new Rules("TRACKS", TidalShapes.IdOf(track), track.Released, track.IsPlayableIn(country))],
        (Album album, "artists") => [.. album.Artists.Select(name => new Artist(name))],
        (Album album, "items") => shapes.TracksOf(album),
        (Album album, "usageRules") => [new Rules("ALBUMS", TidalShapes.IdOf(album), album.Released, shapes.TracksOf(album).Any(track => track.IsPlayableIn(country)))],
        (Album album, "coverArt") => [new Cover(album)],
        (Artist artist, "tracks") => [.. shapes.TracksOf(artist.Name)],
        (Artist artist, "albums") => [.. shapes.TracksOf(artist.Name).Select(track => track.Album).Distinct()],
        _ => [],
    };

    private JsonObject Attributes(object item) => item switch
    {
        Track track => shapes.Track(track, country),
        Album album => shapes.Album(album, country),
        Artist artist => TidalShapes.Artist(artist.Name),
        Rules rules => TidalShapes.Rules(rules.Released, rules.IsPlayable, country),
        Cover cover => shapes.Cover(cover.Of),
        _ => throw new ArgumentException($"{item} is no resource of TIDAL's.", nameof(item)),
    };

    private (string Type, string Id) Name(object item) => item switch
    {
        Track track => ("tracks", TidalShapes.IdOf(track)),
        Album album => ("albums", TidalShapes.IdOf(album)),
        Artist artist => ("artists", TidalShapes.IdOfArtist(artist.Name)),
        Rules rules => ("usageRules", TidalShapes.IdOfRules(rules.Kind, rules.Id, country)),
        Cover cover => ("artworks", TidalShapes.IdOfCover(cover.Of)),
        _ => throw new ArgumentException($"{item} is no resource of TIDAL's.", nameof(item)),
    };

    private sealed record Artist(string Name);

    private sealed record Rules(string Kind, string Id, ReleaseDay Released, bool IsPlayable);

    private sealed record Cover(Album Of);
}
