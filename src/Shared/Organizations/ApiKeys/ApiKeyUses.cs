using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.ApiKeys;

/// <summary>
/// Writes down when a key was last used: behind the caller's back, a moment after the use, and for each key once in <see cref="Apart"/> at most. What a kill loses is a note that
/// no answer rests on.
/// </summary>
public sealed class ApiKeyUses(ITableClient organizations, TimeProvider time, ILogger<ApiKeyUses> log)
{
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    /// <summary>A request is answered before its key's note goes out.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    private const int MostRemembered = 1_000;
    private readonly ConcurrentDictionary<(OrganizationId, string), DateTimeOffset> _noted = new();

    public void Note(OrganizationId organization, string keyId)
    {
        var now = time.GetUtcNow();
        var known = _noted.TryGetValue((organization, keyId), out var last);
        if (known && now - last < Apart && now >= last) return;
        if (!known && _noted.Count >= MostRemembered) _noted.Clear();
        // Of many requests at once, one writes.
        if (known ? !_noted.TryUpdate((organization, keyId), now, last) : !_noted.TryAdd((organization, keyId), now)) return;
        _ = WriteAsync(organization, keyId, now);
    }

    private async Task WriteAsync(OrganizationId organization, string keyId, DateTimeOffset at)
    {
        try
        {
            await Task.Delay(Later, time);
            // An update, never an insert: a key that was revoked meanwhile stays away.
            await organizations.UpdateEntityAsync(ApiKeyRow.ToUse(organization, keyId, at), ETag.All, TableUpdateMode.Merge);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Revoked since.
        }
        catch (Exception failure) when (failure is RequestFailedException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            log.LogWarning(failure, "When key {Key} was used could not be noted", keyId);
        }
    }
}
