using System.Globalization;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;

namespace Smartlinks.Functions.People;

/// <summary>Which part of a list is asked for.</summary>
public sealed record PageQuery(int Size, string? Continuation)
{
    private const int DefaultSize = 50;
    private const int MostSize = 100;

    /// <summary>Null, and the refusal is written, when the query is not valid.</summary>
    /// <param name="owner">Whose list it is: a continuation of another's is none here.</param>
    public static async Task<PageQuery?> ReadAsync(KnownCall call, string owner)
    {
        var (query, size) = (call.Context.Request.Query, DefaultSize);
        var errors = new Dictionary<string, string[]>();
        if (query.TryGetValue("pageSize", out var text) && (!int.TryParse(text, CultureInfo.InvariantCulture, out size) || size is < 1 or > MostSize)) errors["pageSize"] = [$"must be 1 to {MostSize}."];
        if (!Links.Continuation.TryRead(query["continuation"], owner, out var continuation)) errors["continuation"] = ["is not one this list gave."];
        if (errors.Count == 0) return new PageQuery(size, continuation);
        await call.RefuseAsync(Problem.InvalidRequest(errors));
        return null;
    }
}
