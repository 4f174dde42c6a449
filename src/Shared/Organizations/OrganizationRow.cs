using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Storage;

namespace Smartlinks.Organizations;

/// <summary>Rows of table <c>organizations</c>: partition = organization; <c>profile</c>, or <c>apiKey|{key id}</c>.</summary>
public static class OrganizationRow
{
    public const string Table = "organizations";
    private const string Profile = "profile";

    public static TableEntity ToProfile(Organization organization) => new(organization.Id.ToString(), Profile)
    {
        ["Name"] = organization.Name,
        ["CreatedAt"] = organization.CreatedAt,
    };

    public static Organization FromProfile(TableEntity row) =>
        new(OrganizationId.Parse(row.PartitionKey), row.GetString("Name") ?? row.PartitionKey, row.GetDateTimeOffset("CreatedAt") ?? default);

    public static OrganizationSettings ToSettings(TableEntity row) =>
        new(row.GetBoolean("ShowProbable") ?? OrganizationSettings.Default.ShowProbable, row.GetBoolean("SearchLinks") ?? OrganizationSettings.Default.SearchLinks);

    public static void Write(OrganizationSettings settings, TableEntity profile)
    {
        profile["ShowProbable"] = settings.ShowProbable;
        profile["SearchLinks"] = settings.SearchLinks;
    }

    public static (string Partition, string Row) ProfileKey(OrganizationId id) => (id.ToString(), Profile);

    public static TableEntity ToApiKey(OrganizationId id, ApiKey key, DateTimeOffset now) => new(id.ToString(), ApiKeyRowKey(key))
    {
        ["SecretHash"] = key.Hash(),
        ["CreatedAt"] = now,
    };

    public static string ApiKeyRowKey(ApiKey key) => ApiKeyRow.RowKey(key.Id);

    public static byte[] SecretHash(TableEntity row) => row.GetBinary("SecretHash") ?? [];
}
