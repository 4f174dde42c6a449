using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Fans.Addresses;

/// <summary>
/// Rows of table <c>fans</c>: partition = organization, row = fan: the address with its consent. Partition = fan, row = organization: where a fan has addresses, written first,
/// so that all of them are found when the fan is erased.
/// </summary>
public static class FanAddressRow
{
    public const string Table = "fans";

    public static TableEntity ToEntity(FanAddress address) => new(address.Organization.ToString(), address.Fan.ToString())
    {
        ["Email"] = address.Consent.Email.ToString(),
        ["ConsentText"] = address.Consent.Text,
        ["Link"] = address.Consent.Link.ToString(),
        ["IsForReminders"] = address.Consent.IsForReminders ? true : null,
        ["AskedAt"] = address.AskedAt,
        ["Code"] = address.Code,
        ["Origin"] = address.Origin?.GetLeftPart(UriPartial.Authority),
        ["State"] = Name(address.State),
        ["ConfirmedAt"] = address.ConfirmedAt,
        ["WithdrawnAt"] = address.WithdrawnAt,
    };

    public static FanAddress Read(TableEntity row) => new(
        OrganizationId.Parse(row.PartitionKey), FanId.Parse(row.RowKey),
        new AddressConsent(EmailAddress.Parse(row.GetString("Email") ?? ""), row.GetString("ConsentText") ?? "", LinkId.Parse(row.GetString("Link") ?? "")) { IsForReminders = row.GetBoolean("IsForReminders") ?? false },
        row.GetDateTimeOffset("AskedAt") ?? default, row.GetString("Code") ?? "")
    {
        Origin = Uri.TryCreate(row.GetString("Origin"), UriKind.Absolute, out var origin) ? origin : null,
        ConfirmedAt = row.GetDateTimeOffset("ConfirmedAt"),
        WithdrawnAt = row.GetDateTimeOffset("WithdrawnAt"),
        ETag = row.ETag,
    };

    public static TableEntity ToMark(OrganizationId organization, FanId fan) => new(fan.ToString(), organization.ToString());

    /// <summary>Those that may be written to, of one organization.</summary>
    public static string ConfirmedOf(OrganizationId organization) => $"{TableFilter.Partition(organization.ToString())} and State eq {TableFilter.Quote(Name(AddressState.Confirmed))}";

    private static string Name(AddressState state) => state switch
    {
        AddressState.Pending => "pending",
        AddressState.Confirmed => "confirmed",
        AddressState.Withdrawn => "withdrawn",
    };
}
