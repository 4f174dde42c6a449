using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The fields of a posted form (<c>application/x-www-form-urlencoded</c>). What is no such form, or too large, has no fields.</summary>
public sealed class FormFields
{
    private const int MostBytes = 16 * 1024;
    private const int MostFields = 20;

    private readonly Dictionary<string, string> _fields;

    private FormFields(Dictionary<string, string> fields) => _fields = fields;

    /// <summary>A field that is there once and not empty; else null.</summary>
    public string? Text(string name) => _fields.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    public static async Task<FormFields> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) return new FormFields(fields);
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        for (int count; (count = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + count > MostBytes) return new FormFields(fields);
            body.Write(buffer, 0, count);
        }

        using var reader = new FormReader(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length)) { ValueCountLimit = MostFields, ValueLengthLimit = MostBytes };
        try
        {
            foreach (var (name, values) in await reader.ReadFormAsync(cancellationToken))
                if (values is [{ } value]) fields[name] = value;
        }
        catch (InvalidDataException)
        {
            fields.Clear();
        }

        return new FormFields(fields);
    }
}
