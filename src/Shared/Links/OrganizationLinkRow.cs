using System.Security.Cryptography;
using System.Text;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Links;

/// <summary>
/// Rows of table <c>organizationLinks</c>: partition = organization; <c>link|{newest-first id}</c> points to where the link is stored,
/// <c>key|{hash}</c> is the mark of an <c>Idempotency-Key</c>: what a retry of that request must come to.
/// </summary>
public static class OrganizationLinkRow
{
    public const string Table = "organizationLinks";
    public const string LinkPrefix = "link|";

    public static TableEntity ToPointer(Link link) => new(link.Organization.ToString(), PointerKey(link.Id))
    {
        ["Domain"] = link.Address.Domain,
        ["Slug"] = link.Address.Slug.ToString(),
    };

    /// <summary>The pointer of a link that is on its way to another slug of its domain.</summary>
    public static TableEntity ToMovingPointer(Link link, LinkAddress to)
    {
        var row = ToPointer(link);
        row["MovingTo"] = to.Slug.ToString();
        return row;
    }

    /// <summary>Where a move that began and did not end was going; null when there is none.</summary>
    public static LinkAddress? MovingTo(TableEntity row) =>
        row.GetString("MovingTo") is { } slug ? Address(row) with { Slug = Slug.Parse(slug) } : null;

    public static string PointerKey(LinkId id) => LinkPrefix + id.ToNewestFirstKey();

    /// <summary>Whose pointer it is.</summary>
    public static LinkId LinkOf(TableEntity row) => LinkId.Parse(LinkId.Prefix + Ulid.Invert(row.RowKey.AsSpan(LinkPrefix.Length)));

    public static LinkAddress Address(TableEntity row) => new(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? ""));

    public static TableEntity ToKey(OrganizationId organization, string idempotencyKey, string requestHash, LinkId id, LinkAddress address, DateTimeOffset now) =>
        new(organization.ToString(), IdempotencyRowKey(idempotencyKey))
        {
            ["RequestHash"] = requestHash,
            ["Id"] = id.ToString(),
            ["Domain"] = address.Domain,
            ["Slug"] = address.Slug.ToString(),
            ["CreatedAt"] = now,
        };

    public static (string RequestHash, LinkId Id, LinkAddress Address, DateTimeOffset CreatedAt) FromKey(TableEntity row) =>
        (row.GetString("RequestHash") ?? "", LinkId.Parse(row.GetString("Id") ?? ""), Address(row), row.GetDateTimeOffset("CreatedAt") ?? default);

    public static string IdempotencyRowKey(string idempotencyKey) =>
        "key|" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)));
}
