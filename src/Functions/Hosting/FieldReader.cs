using System.Text.Json;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// Reads the fields of a JSON object and gathers what is wrong with them. A field that is absent or null reads as null;
/// <see cref="RefuseOthers"/> names fields nobody asked for, so that a misspelled one does not pass unnoticed.
/// </summary>
public sealed class FieldReader(JsonElement root)
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public bool IsValid => _errors.Count == 0;

    public IReadOnlyDictionary<string, string[]> Errors => _errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);

    public void Refuse(string field, string why)
    {
        if (!_errors.TryGetValue(field, out var list)) _errors[field] = list = [];
        list.Add(why);
    }

    /// <summary>Whether the field is there, be it null.</summary>
    public bool Has(string field)
    {
        _asked.Add(field);
        return root.TryGetProperty(field, out _);
    }

    public bool IsNull(string field) => Has(field) && root.GetProperty(field).ValueKind == JsonValueKind.Null;

    /// <summary>Trimmed text of 1 to <paramref name="maxLength"/> characters without control characters.</summary>
    public string? Text(string field, int maxLength) => Get(field) is { } value ? ReadText(field, value, maxLength) : null;

    public bool? Flag(string field)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Refuse(field, "must be true or false.");
        return null;
    }

    /// <summary>A whole number.</summary>
    public int? Number(string field)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)) return number;
        Refuse(field, "must be a whole number.");
        return null;
    }

    public IReadOnlyList<string>? Texts(string field, int maxItems, int maxLength)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array)
        {
            Refuse(field, "must be a list of texts.");
            return null;
        }

        if (value.GetArrayLength() > maxItems)
        {
            Refuse(field, $"has at most {maxItems} entries.");
            return null;
        }

        return [.. value.EnumerateArray().Select((item, index) => ReadText($"{field}[{index}]", item, maxLength)).OfType<string>()];
    }

    public FieldReader? Inner(string field)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return new FieldReader(value);
        Refuse(field, "must be an object.");
        return null;
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public long? Whole(string field, long least, long most)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most) return number;
        Refuse(field, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}."));
        return null;
    }

    /// <summary>The objects of a list; their errors are adopted under <c>field[index]</c>.</summary>
    public IReadOnlyList<FieldReader>? Inners(string field, int maxItems)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= maxItems && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
            return [.. value.EnumerateArray().Select(item => new FieldReader(item))];
        Refuse(field, $"must be a list of at most {maxItems} objects.");
        return null;
    }

    public IEnumerable<string> Names() => root.EnumerateObject().Select(property => property.Name);

    public void RefuseOthers()
    {
        foreach (var name in Names())
            if (!_asked.Contains(name)) Refuse(name.Length > 60 ? name[..60] : name, "is not a field of this request.");
    }

    /// <summary>Takes over the errors of an inner object under its field's name.</summary>
    public void Adopt(string field, FieldReader inner)
    {
        foreach (var (name, list) in inner._errors)
            foreach (var why in list) Refuse($"{field}.{name}", why);
    }

    private JsonElement? Get(string field)
    {
        _asked.Add(field);
        return root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string? ReadText(string field, JsonElement value, int maxLength)
    {
        string? text = null;
        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                text = value.GetString()!.Trim();
            }
            catch (InvalidOperationException)
            {
                Refuse(field, "holds half of a surrogate pair.");
                return null;
            }
        }

        var why = text switch
        {
            null => "must be a text.",
            "" => "must not be empty.",
            _ when text.Length > maxLength => $"has at most {maxLength} characters.",
            _ when text.Any(character => char.IsControl(character) || character is '\uFFFE' or '\uFFFF') => "must not hold control characters.",
            _ => null,
        };
        if (why is null) return text;
        Refuse(field, why);
        return null;
    }
}
