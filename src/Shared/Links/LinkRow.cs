using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>
/// Rows of table <c>links</c>: partition <c>{domain}|{slug}</c>, row <c>link</c>. Three kinds: a link; a forwarding mark left at an old
/// slug (<c>MovedTo</c>); a tombstone of a deleted link (<c>DeletedAt</c>), so that nobody else gets its printed address.
/// </summary>
public static partial class LinkRow
{
    public const string Table = "links";
    public const string RowKey = "link";

    /// <summary>Letters of all scripts as they are: escaped, a title would take six times its room.</summary>
    private static readonly LinkRowJson s_json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault });

    public static TableEntity ToEntity(Link link) => new(link.Address.ToString(), RowKey)
    {
        ["Id"] = link.Id.ToString(),
        ["Organization"] = link.Organization.ToString(),
        ["SourceIsrc"] = link.Source.Isrc?.ToString(),
        ["Owner"] = link.Owner?.ToString(),
        ["SourceUpc"] = link.Source.Upc?.ToString(),
        ["SourceService"] = link.Source.Url?.Service.Id,
        ["SourceUrl"] = link.Source.Url?.ToString(),
        ["Title"] = link.Title,
        ["Artists"] = JsonSerializer.Serialize(link.Artists, s_json.IReadOnlyListString),
        ["ArtworkUrl"] = link.ArtworkUrl?.AbsoluteUri,
        ["ArtworkKey"] = link.ArtworkKey,
        ["ReleaseAt"] = link.Release?.At,
        ["ReleaseOn"] = link.Release?.On?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["ReleaseZone"] = link.Release?.Zone?.Id,
        ["Mode"] = link.Mode.ToString(),
        ["Archived"] = link.Archived,
        ["HeldFor"] = link.Hold?.Reason.ToString(),
        ["HeldSince"] = link.Hold?.Since,
        ["HeldWhy"] = link.Hold?.Why,
        ["HeldHow"] = link.Hold?.How,
        ["HeldAgain"] = link.Hold is { IsAgain: true } ? true : null,
        ["GrantedBy"] = link.GrantedBy?.ToString(),
        ["WasResolved"] = link.WasResolved ? true : null,
        ["Resolving"] = link.Resolving,
        ["LookUpDueAt"] = link.LookUpDueAt,
        ["ShareUrl"] = link.Source.Share?.AbsoluteUri,
        ["ShareIsDead"] = link.Source.IsShareDead ? true : null,
        ["TitleIsSet"] = link.TitleIsSet,
        ["ArtistsAreSet"] = link.ArtistsAreSet,
        ["ArtworkIsSet"] = link.ArtworkIsSet,
        ["Destinations"] = DestinationColumn.Write(link.Destinations),
        ["PreSavePages"] = link.PreSavePages.Count == 0 ? null : JsonSerializer.Serialize(link.PreSavePages.ToDictionary(page => page.Service.Id, page => page.ToString()), s_json.DictionaryStringString),
        ["ServicesHidden"] = link.Services?.Hidden.ToString(),
        ["ServicesOrder"] = link.Services?.Order.ToString(),
        ["CreatedAt"] = link.CreatedAt,
        ["UpdatedAt"] = link.UpdatedAt,
    };

    public static TableEntity ToForwarding(LinkAddress from, LinkAddress to, LinkId id, OrganizationId organization) => new(from.ToString(), RowKey)
    {
        ["Id"] = id.ToString(),
        ["Organization"] = organization.ToString(),
        ["MovedTo"] = to.Slug.ToString(),
    };

    /// <param name="givesBack">Whether what was paid for a link that nobody had anything of goes back.</param>
    public static TableEntity ToTombstone(Link link, DateTimeOffset now, bool givesBack) => new(link.Address.ToString(), RowKey)
    {
        ["Id"] = link.Id.ToString(),
        ["Organization"] = link.Organization.ToString(),
        ["DeletedAt"] = now,
        ["Owner"] = link.Owner?.ToString(),
        ["Unused"] = givesBack && link.IsUnused ? true : null,
        ["Held"] = givesBack && link.Hold is not null ? true : null,
    };

    public static StoredLink FromEntity(TableEntity row)
    {
        var id = LinkId.Parse(row.GetString("Id") ?? "");
        if (row.GetDateTimeOffset("DeletedAt") is not null) return new StoredLink.Deleted(id, row.GetBoolean("Unused") ?? false, row.GetBoolean("Held") ?? false) { Owner = ToOwner(row) };
        if (row.GetString("MovedTo") is { } movedTo) return new StoredLink.Moved(id, Slug.Parse(movedTo), row.ETag);
        return new StoredLink.Found(ToLink(row, id));
    }

    public static LinkAddress Address(TableEntity row)
    {
        var bar = row.PartitionKey.IndexOf('|', StringComparison.Ordinal);
        return new LinkAddress(row.PartitionKey[..bar], Slug.Parse(row.PartitionKey[(bar + 1)..]));
    }

    private static OwnerId? ToOwner(TableEntity row) => row.GetString("Owner") is { } owner ? OwnerId.Parse(owner) : null;

    private static Link ToLink(TableEntity row, LinkId id)
    {
        return new Link
        {
            Id = id,
            Organization = OrganizationId.Parse(row.GetString("Organization") ?? ""),
            Owner = ToOwner(row),
            Address = Address(row),
            Source = new LinkSource(
                row.GetString("SourceIsrc") is { } isrc ? Isrc.Parse(isrc) : null,
                row.GetString("SourceUpc") is { } upc ? Upc.Parse(upc) : null,
                row.GetString("SourceUrl") is { } url ? DestinationUrl.Parse(StreamingService.Parse(row.GetString("SourceService") ?? ""), url) : null,
                row.GetString("ShareUrl") is { } share ? new Uri(share) : null) { IsShareDead = row.GetBoolean("ShareIsDead") ?? false },
            Title = row.GetString("Title"),
            Artists = JsonSerializer.Deserialize(row.GetString("Artists") ?? "[]", s_json.IReadOnlyListString) ?? [],
            ArtworkUrl = row.GetString("ArtworkUrl") is { } artwork ? new Uri(artwork) : null,
            ArtworkKey = row.GetString("ArtworkKey"),
            Release = ToRelease(row),
            Mode = Enum.Parse<LinkMode>(row.GetString("Mode") ?? nameof(LinkMode.Page)),
            Archived = row.GetBoolean("Archived") ?? false,
            Hold = ToHold(row),
            GrantedBy = row.GetString("GrantedBy") is { } by ? EntitlementId.Parse(by) : null,
            WasResolved = row.GetBoolean("WasResolved") ?? false,
            Resolving = row.GetBoolean("Resolving") ?? false,
            LookUpDueAt = row.GetDateTimeOffset("LookUpDueAt"),
            TitleIsSet = row.GetBoolean("TitleIsSet") ?? false,
            ArtistsAreSet = row.GetBoolean("ArtistsAreSet") ?? false,
            ArtworkIsSet = row.GetBoolean("ArtworkIsSet") ?? false,
            Destinations = DestinationColumn.Read(row.GetString("Destinations") ?? "[]"),
            PreSavePages = ToPages(row.GetString("PreSavePages")),
            Services = row.GetString("ServicesHidden") is { } hidden ? new ServicePreference(ServiceSet.Parse(hidden), ServiceOrder.Parse(row.GetString("ServicesOrder") ?? "")) : null,
            CreatedAt = row.GetDateTimeOffset("CreatedAt") ?? default,
            UpdatedAt = row.GetDateTimeOffset("UpdatedAt") ?? default,
            ETag = row.ETag,
        };
    }

    private static LinkHold? ToHold(TableEntity row) => row.GetString("HeldFor") is { } reason
        ? new LinkHold(Enum.Parse<HoldReason>(reason), row.GetDateTimeOffset("HeldSince") ?? default, row.GetString("HeldWhy") ?? "", row.GetString("HeldHow") ?? "")
        {
            IsAgain = row.GetBoolean("HeldAgain") ?? false,
        }
        : null;

    private static IReadOnlyList<DestinationUrl> ToPages(string? text) => text is null ? []
        : [.. (JsonSerializer.Deserialize(text, s_json.DictionaryStringString) ?? []).Select(page => DestinationUrl.Parse(StreamingService.Parse(page.Key), page.Value))];

    private static ReleaseMoment? ToRelease(TableEntity row)
    {
        if (row.GetDateTimeOffset("ReleaseAt") is { } at) return ReleaseMoment.AtInstant(at);
        return row.GetString("ReleaseOn") is { } on
            ? ReleaseMoment.OnDate(DateOnly.ParseExact(on, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                row.GetString("ReleaseZone") is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : null)
            : null;
    }

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(IReadOnlyList<string>))]
    [JsonSerializable(typeof(Dictionary<string, string>))]
    private sealed partial class LinkRowJson : JsonSerializerContext;
}

/// <summary>What lies at an address.</summary>
public abstract record StoredLink
{
    private StoredLink()
    {
    }

    public sealed record Found(Link Link) : StoredLink;

    /// <summary>The link has another slug on the same domain now.</summary>
    public sealed record Moved(LinkId Id, Slug To, Azure.ETag ETag) : StoredLink;

    /// <param name="IsUnused">It was deleted before fans had anything of it: what was paid for it goes back.</param>
    /// <param name="WasHeld">It was kept from fans when it was deleted: what was used for it, or is being used, goes back.</param>
    public sealed record Deleted(LinkId Id, bool IsUnused = false, bool WasHeld = false) : StoredLink
    {
        /// <summary>Whose release it was; null: the organization's.</summary>
        public OwnerId? Owner { get; init; }
    }
}
