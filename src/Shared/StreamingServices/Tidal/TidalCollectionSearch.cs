using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>Looks for some items in a fan's collection, page by page.</summary>
internal sealed class TidalCollectionSearch(IEnumerable<string> ids)
{
    private readonly HashSet<string> _missing = new(ids, StringComparer.Ordinal);
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>Where the next page begins; null before the first one, and at the end.</summary>
    public string? Cursor { get; private set; }

    /// <summary>All were found, or there is no further page.</summary>
    public bool IsOver { get; private set; }

    public bool Has(string id) => _found.Contains(id);

    /// <summary><see cref="LibraryAnswer.Done"/> for a page. A 403 is for want of the permission to look, which is none of the fan's account.</summary>
    public LibraryAnswer? Read(FanReply reply)
    {
        if (!reply.IsSuccess) return reply.Status == 401 ? new LibraryAnswer.Refused() : null;
        if (reply.Body.Child("data") is not { ValueKind: JsonValueKind.Array } data) return null;
        foreach (var id in data.EnumerateArray().Select(item => item.Text("id")).OfType<string>().Where(_missing.Remove)) _found.Add(id);
        Cursor = new TidalDocument(reply.Body).NextCursor();
        IsOver = Cursor is null || _missing.Count == 0;
        return new LibraryAnswer.Done([]);
    }
}
