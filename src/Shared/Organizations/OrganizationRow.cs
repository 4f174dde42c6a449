using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Rules;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

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
        new(row.GetBoolean("ShowProbable") ?? OrganizationSettings.Default.ShowProbable, row.GetBoolean("SearchLinks") ?? OrganizationSettings.Default.SearchLinks)
        {
            Services = ToRules(row),
            Access = row.GetString("Access") is { } access ? AccessColumn.Read(access) : AccessSettings.FreeForAll,
        };

    /// <summary>What is as it is without a word is not written: a row that says nothing of services says that all are free.</summary>
    public static void Write(OrganizationSettings settings, TableEntity profile)
    {
        var rules = settings.Services;
        profile["ShowProbable"] = settings.ShowProbable;
        profile["SearchLinks"] = settings.SearchLinks;
        profile["ServicesAllowed"] = rules.Allowed?.ToString();
        profile["ServicesBlocked"] = rules.Blocked.IsEmpty ? null : rules.Blocked.ToString();
        profile["ServicesOrder"] = rules.Order.IsEmpty ? null : rules.Order.ToString();
        profile["ServicesOrderIsFixed"] = rules.IsOrderFixed ? true : null;
        profile["ServicesHiddenByDefault"] = rules.Default.Hidden.IsEmpty ? null : rules.Default.Hidden.ToString();
        profile["ServicesOrderByDefault"] = rules.Default.Order.IsEmpty ? null : rules.Default.Order.ToString();
        profile["Access"] = settings.Access == AccessSettings.FreeForAll ? null : AccessColumn.Write(settings.Access);
    }

    private static ServiceRules ToRules(TableEntity row)
    {
        var rules = new ServiceRules
        {
            Allowed = row.GetString("ServicesAllowed") is { } allowed ? ServiceSet.Parse(allowed) : null,
            Blocked = ServiceSet.Parse(row.GetString("ServicesBlocked") ?? ""),
            Order = ServiceOrder.Parse(row.GetString("ServicesOrder") ?? ""),
            IsOrderFixed = row.GetBoolean("ServicesOrderIsFixed") ?? false,
            Default = new ServicePreference(ServiceSet.Parse(row.GetString("ServicesHiddenByDefault") ?? ""), ServiceOrder.Parse(row.GetString("ServicesOrderByDefault") ?? "")),
        };
        return rules == ServiceRules.None ? ServiceRules.None : rules;
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
