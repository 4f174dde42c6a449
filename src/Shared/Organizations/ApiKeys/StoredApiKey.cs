using Smartlinks.Organizations.Members;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.ApiKeys;

/// <summary>A key as the organization sees it: all but the secret.</summary>
/// <param name="Id">The part of the key that is no secret.</param>
/// <param name="Name">What it is for, in its maker's words; null for one from before keys had names.</param>
/// <param name="ExpiresAt">Null: not until it is revoked.</param>
/// <param name="CreatedBy">Null: not made by a person.</param>
/// <param name="LastUsedAt">To within minutes; null: never.</param>
public sealed record StoredApiKey(string Id, string? Name, ApiKeyScopes Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, PersonId? CreatedBy, DateTimeOffset? LastUsedAt)
{
    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>Rows <c>apiKey|{key id}</c> of table <c>organizations</c>. A row without scopes is from before there were any.</summary>
public static class ApiKeyRow
{
    private const string Prefix = "apiKey|";

    public static string RowKey(string keyId) => Prefix + keyId;

    public static string Filter(OrganizationId organization) => TableFilter.RowPrefix(organization.ToString(), Prefix);

    public static TableEntity ToEntity(OrganizationId organization, StoredApiKey key, byte[] secretHash) => new(organization.ToString(), RowKey(key.Id))
    {
        ["SecretHash"] = secretHash,
        ["Name"] = key.Name,
        ["Scopes"] = ApiKeyScopesText.Write(key.Scopes),
        ["CreatedAt"] = key.CreatedAt,
        ["ExpiresAt"] = key.ExpiresAt,
        ["CreatedBy"] = key.CreatedBy?.ToString(),
        ["LastUsedAt"] = key.LastUsedAt,
    };

    public static StoredApiKey FromEntity(TableEntity row) => new(
        row.RowKey[Prefix.Length..], row.GetString("Name"), ApiKeyScopesText.Read(row.GetString("Scopes")), row.GetDateTimeOffset("CreatedAt") ?? default, row.GetDateTimeOffset("ExpiresAt"),
        PersonId.TryParse(row.GetString("CreatedBy"), out var person) ? person : null, row.GetDateTimeOffset("LastUsedAt"));

    /// <summary>To be merged into the row: nothing else of it is touched.</summary>
    public static TableEntity ToUse(OrganizationId organization, string keyId, DateTimeOffset at) => new(organization.ToString(), RowKey(keyId)) { ["LastUsedAt"] = at };
}
