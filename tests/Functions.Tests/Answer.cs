using System.Text;
using System.Text.Json;

namespace Smartlinks.Tests.Functions;

/// <summary>An answer as it came, read to its end.</summary>
/// <param name="Headers">Content headers too, names in any case; several values joined by a comma.</param>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Bytes);
            return document.RootElement.Clone();
        }
    }

    public string? ContentType => this["Content-Type"];

    public override string ToString() => $"{Status} {Text}";

    /// <summary>A header's value; null when it is not there.</summary>
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        // As they came: the typed view orders and rewrites some of them.
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsByteArrayAsync());

    /// <summary>Asserts that this is exactly that problem and gives it back.</summary>
    public Answer IsProblem(int status, string type)
    {
        Assert.True(status == Status, $"{Status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal($"urn:smartlinks:{type}", Json.GetProperty("type").GetString());
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.NotEqual("", Json.GetProperty("title").GetString());
        Assert.NotEqual("", Json.GetProperty("detail").GetString());
        Assert.Equal("nosniff", this["X-Content-Type-Options"]);
        Assert.Equal("no-store", this["Cache-Control"]);
        return this;
    }

    /// <summary>Asserts that this refuses the request because of exactly these fields.</summary>
    public void RefusesFields(params string[] fields)
    {
        IsProblem(400, "invalid-request");
        Assert.Equal(fields.Order(StringComparer.Ordinal), Json.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Asserts that this is a page for people.</summary>
    public Answer IsPage(int status)
    {
        Assert.True(status == Status, $"{Status}: {Text}");
        Assert.Equal("text/html; charset=utf-8", ContentType);
        return this;
    }

    public Answer LeadsTo(string location, int status = 302)
    {
        Assert.True(status == Status, $"{Status}: {Text}");
        Assert.Equal(location, this["Location"]);
        return this;
    }
}
