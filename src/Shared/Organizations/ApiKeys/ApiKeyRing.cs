using Azure;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.ApiKeys;

/// <summary>The keys of an organization: makes, lists and revokes them. A revoked one is deleted, and dies everywhere within <see cref="ApiKeyVerifier.Remembered"/>.</summary>
public sealed class ApiKeyRing(ITableClient organizations, IIdSource ids, TimeProvider time)
{
    public const int MostName = 60;

    /// <summary>The key cannot be read again.</summary>
    public async Task<(StoredApiKey Stored, ApiKey Key)> CreateAsync(OrganizationId organization, string name, ApiKeyScopes scopes, DateTimeOffset? expiresAt, PersonId? by, CancellationToken cancellationToken)
    {
        var key = ApiKey.New(ids);
        var stored = new StoredApiKey(key.Id, name, scopes, time.GetUtcNow(), expiresAt, by, null);
        await organizations.AddEntityAsync(ApiKeyRow.ToEntity(organization, stored, key.Hash()), cancellationToken);
        return (stored, key);
    }

    public async Task<(IReadOnlyList<StoredApiKey> Items, string? Continuation)> ListAsync(OrganizationId organization, int size, string? continuation, CancellationToken cancellationToken)
    {
        var page = await organizations.QueryPageAsync(ApiKeyRow.Filter(organization), size, continuation, null, cancellationToken);
        return ([.. page.Items.Select(ApiKeyRow.FromEntity)], page.Continuation);
    }

    /// <summary>False: there was none of that id.</summary>
    public async Task<bool> RevokeAsync(OrganizationId organization, string keyId, CancellationToken cancellationToken) =>
        ApiKey.IsId(keyId) && await organizations.DeleteEntityAsync(organization.ToString(), ApiKeyRow.RowKey(keyId), ETag.All, cancellationToken);
}
