using Smartlinks.Storage;

namespace Smartlinks.Organizations.Members;

/// <summary>Somebody's leave to become a member: once, until it expires or is revoked, and only while who gave it could still give it.</summary>
/// <param name="InvitedBy">Null: a key, which may invite the first owner only.</param>
/// <param name="Note">Whom it is for, in the inviter's words; null: not said.</param>
public sealed record Invitation(OrganizationId Organization, string Id, Role Role, PersonId? InvitedBy, string? Note, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public const int MostNote = 120;

    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>Rows <c>invitation|{id}</c> of table <c>organizations</c>; of the code, its SHA-256 only.</summary>
public static class InvitationRow
{
    private const string Prefix = "invitation|";

    public static string RowKey(string id) => Prefix + id;

    public static string Filter(OrganizationId organization) => TableFilter.RowPrefix(organization.ToString(), Prefix);

    public static TableEntity ToEntity(Invitation invitation, byte[] secretHash) => new(invitation.Organization.ToString(), RowKey(invitation.Id))
    {
        ["SecretHash"] = secretHash,
        ["Role"] = RoleText.Write(invitation.Role),
        ["InvitedBy"] = invitation.InvitedBy?.ToString(),
        ["Note"] = invitation.Note,
        ["CreatedAt"] = invitation.CreatedAt,
        ["ExpiresAt"] = invitation.ExpiresAt,
    };

    public static Invitation FromEntity(TableEntity row) => new(
        OrganizationId.Parse(row.PartitionKey), row.RowKey[Prefix.Length..], RoleText.Read(row.GetString("Role") ?? ""), PersonId.TryParse(row.GetString("InvitedBy"), out var person) ? person : null,
        row.GetString("Note"), row.GetDateTimeOffset("CreatedAt") ?? default, row.GetDateTimeOffset("ExpiresAt") ?? default);

    public static byte[] SecretHash(TableEntity row) => row.GetBinary("SecretHash") ?? [];
}
