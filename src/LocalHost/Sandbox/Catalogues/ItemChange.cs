using System.Text.Json.Nodes;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// What became of an item at one service since the catalogue was loaded: it is gone, or something else is there under its id. What is null stays as it was.
/// An ISRC belongs to a track, a UPC to an album.
/// </summary>
public sealed record ItemChange(bool Gone, string? Isrc, string? Title, Upc? Upc)
{
    public JsonObject ToJson()
    {
        var body = new JsonObject();
        if (Gone)
        {
            body["gone"] = true;
        }

        foreach (var (name, value) in new[] { ("isrc", Isrc), ("title", Title), ("upc", Upc?.Unpadded) })
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        return body;
    }
}

/// <summary>Where a change is: a service and its own id of a track or an album.</summary>
public readonly record struct ItemKey(StreamingService Service, string Id);
