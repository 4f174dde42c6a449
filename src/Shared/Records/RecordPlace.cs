using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Records;

/// <summary>Whose rows are looked for.</summary>
/// <param name="Link">Null: of the organization as a whole.</param>
/// <param name="Address">Where the link lies; null where nobody needs it.</param>
public sealed record RecordPlace(OrganizationId Organization, LinkId? Link = null, LinkAddress? Address = null)
{
    public static string InPartition(RecordPlace place) => TableFilter.Partition(place.Organization.ToString());

    public static string OfLink(RecordPlace place) => TableFilter.Partition(place.OwnLink);

    public static string OfAddress(RecordPlace place) => TableFilter.Partition($"{place.Address ?? throw new InvalidOperationException("These rows lie at a link's address.")}");

    /// <summary>Partitions <c>{link}|…</c>.</summary>
    public static string UnderLink(RecordPlace place) => Under(place.OwnLink);

    /// <summary>Partitions <c>{organization}|…</c>.</summary>
    public static string UnderOrganization(RecordPlace place) => Under(place.Organization.ToString());

    /// <summary>Rows of any partition that name the organization: the whole table is read.</summary>
    public static string Naming(RecordPlace place) => $"Organization eq {TableFilter.Quote(place.Organization.ToString())}";

    public static Func<RecordPlace, string> StartingWith(string prefix) => place => TableFilter.RowPrefix(place.Organization.ToString(), prefix);

    public static Func<RecordPlace, string> Row(string row) => place => $"{TableFilter.Partition(place.Organization.ToString())} and RowKey eq {TableFilter.Quote(row)}";

    private string OwnLink => (Link ?? throw new InvalidOperationException("These rows are of one link.")).ToString();

    private static string Under(string id) => $"PartitionKey ge {TableFilter.Quote($"{id}|")} and PartitionKey lt {TableFilter.Quote($"{id}}}")}";
}
