using Smartlinks.Storage;

namespace Smartlinks.Organizations.Members;

/// <summary>A person in an organization.</summary>
/// <param name="Invitation">Id of the invitation it came by; null: none.</param>
public sealed record Member(OrganizationId Organization, PersonId Person, Role Role, DateTimeOffset JoinedAt, string? Invitation = null);

/// <summary>Rows <c>member|{person}</c> of table <c>organizations</c>, and <c>owners</c>: how many of them own it. Both change in one transaction.</summary>
public static class MemberRow
{
    public const string Owners = "owners";
    private const string Prefix = "member|";

    public static string RowKey(PersonId person) => Prefix + person;

    public static string Filter(OrganizationId organization) => TableFilter.RowPrefix(organization.ToString(), Prefix);

    public static TableEntity ToEntity(Member member) => new(member.Organization.ToString(), RowKey(member.Person))
    {
        ["Role"] = RoleText.Write(member.Role),
        ["JoinedAt"] = member.JoinedAt,
        ["Invitation"] = member.Invitation,
    };

    public static Member FromEntity(TableEntity row) => new(
        OrganizationId.Parse(row.PartitionKey), PersonId.Parse(row.RowKey[Prefix.Length..]), RoleText.Read(row.GetString("Role") ?? ""), row.GetDateTimeOffset("JoinedAt") ?? default, row.GetString("Invitation"));

    public static TableEntity ToOwners(OrganizationId organization, int count) => new(organization.ToString(), Owners) { ["Count"] = count };

    /// <param name="row">Null: the organization never had an owner.</param>
    public static int OwnersOf(TableEntity? row) => row?.GetInt32("Count") ?? 0;
}
