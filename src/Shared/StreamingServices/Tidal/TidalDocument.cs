using System.Text.Json;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>A JSON:API document: its resources' relations, and where its list goes on.</summary>
internal sealed class TidalDocument(JsonElement root)
{
    private const int MostCursor = 1_000;
    private readonly Dictionary<(string, string), JsonElement> _included = ReadIncluded(root);

    /// <summary>In the order the relationship names them; one or many.</summary>
    public IEnumerable<JsonElement> Related(JsonElement item, string name)
    {
        var data = item.Child("relationships")?.Child(name)?.Child("data");
        var identifiers = data is not { } some ? [] : some.ValueKind == JsonValueKind.Array ? some.EnumerateArray() : (IEnumerable<JsonElement>)[some];
        foreach (var identifier in identifiers)
        {
            if (identifier.Text("type") is { } type && identifier.Text("id") is { } id && _included.TryGetValue((type, id), out var resource)) yield return resource;
        }
    }

    /// <summary>Only the cursor is taken from the next page's address: the token goes to no other place than the configured one.</summary>
    public string? NextCursor()
    {
        if (root.Child("links") is not { ValueKind: JsonValueKind.Object } links || !links.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.String) return null;
        var address = next.GetString()!;
        var cursor = address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2 && Uri.UnescapeDataString(pair[0]) == "page[cursor]").Select(pair => Uri.UnescapeDataString(pair[1])).FirstOrDefault();
        return cursor is { Length: > 0 and <= MostCursor } ? cursor : throw new FormatException("A next page has no cursor.");
    }

    private static Dictionary<(string, string), JsonElement> ReadIncluded(JsonElement root)
    {
        var included = new Dictionary<(string, string), JsonElement>();
        if (root.Child("included") is not { ValueKind: JsonValueKind.Array } list) return included;
        foreach (var resource in list.EnumerateArray())
        {
            if (resource.Text("type") is { } type && resource.Text("id") is { } id) included[(type, id)] = resource;
        }

        return included;
    }
}
