using System.Collections.Concurrent;
using Smartlinks.Storage;

namespace Smartlinks.Organizations;

/// <summary>
/// Tells whether a key opens an organization. A positive answer is remembered for <see cref="Remembered"/>, so that a revoked key
/// dies within that time everywhere; a negative one is never remembered.
/// </summary>
public sealed class ApiKeyVerifier(ITableClient organizations, TimeProvider time)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 1_000;
    private readonly ConcurrentDictionary<(OrganizationId, string KeyId), (byte[] Hash, DateTimeOffset Until)> _known = new();

    public async ValueTask<bool> VerifyAsync(OrganizationId organization, ApiKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue((organization, key.Id), out var known) && now < known.Until) return key.Matches(known.Hash);

        var row = await organizations.GetEntityIfExistsAsync(organization.ToString(), OrganizationRow.ApiKeyRowKey(key), cancellationToken);
        if (row is null || !key.Matches(OrganizationRow.SecretHash(row))) return false;
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[(organization, key.Id)] = (OrganizationRow.SecretHash(row), now + Remembered);
        return true;
    }
}
