using System.Globalization;
using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// A JSON object read as configuration: names without case, errors that name the path.
/// <c>default</c> is a section that is absent.
/// </summary>
internal readonly struct JsonSection(JsonElement element, string path)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public JsonElement Element => element;

    public bool Exists => element.ValueKind == JsonValueKind.Object;

    public static JsonSection Read(string file, string shownAs)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file), Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException($"{shownAs}: the root must be an object.");
            return new JsonSection(document.RootElement.Clone(), shownAs);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{shownAs}: {e.Message}", e);
        }
    }

    public JsonElement? Find(string name)
    {
        if (!Exists)
            return null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind != JsonValueKind.Null)
                return property.Value;
        }
        return null;
    }

    public JsonSection Section(string name)
    {
        var found = Find(name);
        if (found is { ValueKind: not JsonValueKind.Object })
            throw Wrong(name, "must be an object");
        return found is null ? default : new JsonSection(found.Value, $"{path} {name}");
    }

    public string? Text(string name)
    {
        var found = Find(name);
        return found is null or { ValueKind: JsonValueKind.String } ? found?.GetString() : throw Wrong(name, "must be a text");
    }

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when bool.TryParse(text.GetString(), out var parsed) => parsed,
        _ => throw Wrong(name, "must be true or false"),
    };

    public int? Integer(string name, int least, int most)
    {
        var found = Find(name);
        if (found is null)
            return null;
        if (found.Value.ValueKind != JsonValueKind.Number || !found.Value.TryGetInt32(out var value) || value < least || value > most)
            throw Wrong(name, $"must be a whole number from {least} to {most}");
        return value;
    }

    public TimeSpan? Duration(string name)
    {
        var text = Text(name);
        if (text is null)
            return null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(name, "must be a duration like 00:00:30");
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        var found = Find(name);
        if (found is null)
            return null;
        if (found.Value.ValueKind != JsonValueKind.Array || found.Value.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            throw Wrong(name, "must be a list of texts");
        return [.. found.Value.EnumerateArray().Select(static item => item.GetString()!)];
    }

    public FormatException Wrong(string name, string what) => new($"{path}: '{name}' {what}.");
}
