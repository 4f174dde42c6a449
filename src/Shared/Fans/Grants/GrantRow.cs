using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;

namespace Smartlinks.Fans.Grants;

/// <summary>Rows of table <c>fanGrants</c>: partition = fan, row = service. In clear is what says nothing of the fan's account but its country.</summary>
public static class GrantRow
{
    public const string Table = "fanGrants";
    public const string SealedColumn = "Sealed";
    public const string KeyVersionColumn = "KeyVersion";
    public const string EndsAtColumn = "EndsAt";
    public const string StateColumn = "State";

    private static readonly string[] s_inClear = ["GrantedAt", EndsAtColumn, StateColumn, "RefusedAt", "EndedBy", KeyVersionColumn, "Country", "Follows"];

    /// <summary>Every column without a secret.</summary>
    public static IReadOnlyList<string> InClear => s_inClear;

    /// <summary>What a sealed text is bound to.</summary>
    public static string Place(FanId fan, StreamingService service) => $"{Table}|{fan}|{service}|{SealedColumn}";

    public static TableEntity ToEntity(FanGrant grant) => new(grant.Fan.ToString(), grant.Service.Id)
    {
        ["GrantedAt"] = grant.GrantedAt,
        [EndsAtColumn] = grant.EndsAt,
        [StateColumn] = Name(grant.State),
        ["RefusedAt"] = grant.RefusedAt,
        ["EndedBy"] = grant.Ended is { } end ? Name(end) : null,
        [KeyVersionColumn] = grant.Sealed is { } text ? Sealer.VersionOf(text) : null,
        ["Country"] = grant.Country,
        ["Follows"] = grant.Follows,
        ["RenewingUntil"] = grant.RenewingUntil,
        [SealedColumn] = grant.Sealed,
    };

    public static FanGrant Read(TableEntity row) =>
        new(FanId.Parse(row.PartitionKey), StreamingService.Parse(row.RowKey), row.GetDateTimeOffset("GrantedAt") ?? default, row.GetDateTimeOffset(EndsAtColumn), row.GetString("Country"), row.GetBoolean("Follows") ?? false)
        {
            Sealed = row.GetString(SealedColumn),
            RefusedAt = row.GetDateTimeOffset("RefusedAt"),
            Ended = row.GetString("EndedBy") switch { null => null, "expired" => GrantEnd.Expired, _ => GrantEnd.Revoked },
            RenewingUntil = row.GetDateTimeOffset("RenewingUntil"),
            ETag = row.ETag,
        };

    private static string Name(GrantState state) => state switch
    {
        GrantState.Active => "active",
        GrantState.Refused => "refused",
        GrantState.Dead => "dead",
    };

    private static string Name(GrantEnd end) => end switch
    {
        GrantEnd.Expired => "expired",
        GrantEnd.Revoked => "revoked",
    };
}
