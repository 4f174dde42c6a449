using System.Collections.Concurrent;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Storage;

namespace Smartlinks.Organizations;

/// <summary>
/// Tells what a key opens in an organization. A positive answer is remembered for <see cref="Remembered"/>, so that a revoked key dies within that time everywhere, and an
/// expired one at its instant; a negative one is never remembered.
/// </summary>
public sealed class ApiKeyVerifier(ITableClient organizations, TimeProvider time)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 1_000;
    private readonly ConcurrentDictionary<(OrganizationId, string KeyId), (byte[] Hash, StoredApiKey Stored, DateTimeOffset Until)> _known = new();

    public async ValueTask<bool> VerifyAsync(OrganizationId organization, ApiKey key, CancellationToken cancellationToken) => await FindAsync(organization, key, cancellationToken) is not null;

    /// <summary>Null: it opens nothing here.</summary>
    public async ValueTask<StoredApiKey?> FindAsync(OrganizationId organization, ApiKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue((organization, key.Id), out var known) && now < known.Until) return key.Matches(known.Hash) && !known.Stored.IsOver(now) ? known.Stored : null;

        var row = await organizations.GetEntityIfExistsAsync(organization.ToString(), ApiKeyRow.RowKey(key.Id), cancellationToken);
        if (row is null || !key.Matches(OrganizationRow.SecretHash(row)) || ApiKeyRow.FromEntity(row) is not { } stored || stored.IsOver(now)) return null;
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[(organization, key.Id)] = (OrganizationRow.SecretHash(row), stored, now + Remembered);
        return stored;
    }
}
