namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>
/// The relationships a request wants to see, as a tree: <c>albums.artists</c> wants a track's albums and their artists. Paths that TIDAL's description does not have, that go
/// deeper than 3 or name more than 10 resources are refused.
/// </summary>
public sealed class TidalInclude
{
    public const int MostDepth = 3;
    public const int MostPaths = 10;

    /// <summary>By resource type: its relationships and the type they lead to; null where the sandbox has nothing to lead to.</summary>
    private static readonly Dictionary<string, Dictionary<string, string?>> s_relationships = new(StringComparer.Ordinal)
    {
        ["tracks"] = Of([("albums", "albums"), ("artists", "artists"), ("usageRules", "usageRules")],
            "credits download genres lyrics metadataStatus owners priceConfig providers radio replacement shares similarTracks sourceFile suggestedTracks trackStatistics"),
        ["albums"] = Of([("artists", "artists"), ("items", "tracks"), ("usageRules", "usageRules"), ("coverArt", "artworks")],
            "albumStatistics genres owners priceConfig providers replacement shares similarAlbums suggestedCoverArts"),
        ["artists"] = Of([("albums", "albums"), ("tracks", "tracks")],
            "biography claimStatus followers following owners profileArt radio roles similarArtists trackProviders videos"),
        ["artworks"] = Of([], "owners"),
        ["usageRules"] = [],
    };

    private static readonly string[] s_toOne = ["download", "lyrics", "metadataStatus", "priceConfig", "replacement", "sourceFile", "trackStatistics", "albumStatistics", "biography", "claimStatus", "usageRules"];

    private readonly SortedDictionary<string, TidalInclude> _children = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, TidalInclude> Children => _children;

    public static bool IsToOne(string relationship) => s_toOne.Contains(relationship);

    /// <summary>Null when it is refused; <paramref name="problem"/> is then TIDAL's word on it.</summary>
    public static TidalInclude? Parse(string text, string type, out string problem)
    {
        problem = "";
        var (root, count) = (new TidalInclude(), 0);
        foreach (var path in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (node, at, steps) = (root, (string?)type, path.Split('.'));
            if (steps.Length > MostDepth)
            {
                problem = $"Include path '{path}' is deeper than {MostDepth}";
                return null;
            }

            foreach (var step in steps)
            {
                if (at is null || !s_relationships[at].TryGetValue(step, out var next))
                {
                    problem = $"Include path '{path}' cannot be resolved";
                    return null;
                }

                if (!node._children.TryGetValue(step, out var child))
                {
                    node._children[step] = child = new TidalInclude();
                    count++;
                }

                (node, at) = (child, next);
            }
        }

        if (count > MostPaths)
        {
            problem = $"Include names more than {MostPaths} resources";
            return null;
        }

        return root;
    }

    private static Dictionary<string, string?> Of((string Name, string Type)[] known, string others)
    {
        var relationships = known.ToDictionary(relationship => relationship.Name, relationship => (string?)relationship.Type, StringComparer.Ordinal);
        foreach (var name in others.Split(' '))
        {
            relationships[name] = null;
        }

        return relationships;
    }
}
