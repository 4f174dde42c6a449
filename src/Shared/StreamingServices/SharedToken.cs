using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.StreamingServices;

/// <summary>A service's app token as it is kept for all instances.</summary>
/// <param name="RefreshToken">Null: the service gave none.</param>
public sealed record KeptToken(string Token, string? RefreshToken, DateTimeOffset EndsAt);

/// <summary>What <see cref="SharedToken.FindAsync"/> found.</summary>
/// <param name="Kept">Null: nothing is kept, or it cannot be opened.</param>
/// <param name="RenewingUntil">Until then an instance renews it; null: nobody does.</param>
public sealed record TokenRow(KeptToken? Kept, DateTimeOffset? RenewingUntil, ETag? ETag);

/// <summary>
/// One app token for all instances, where the service counts those it gives (SoundCloud: 50 in 12 h). Table <c>serviceTokens</c>: partition = service, row
/// <c>token</c>; sealed. One instance at a time renews it, for <see cref="Lease"/> at the most: a refresh token is good once.
/// </summary>
public sealed partial class SharedToken(ITableClient table, Sealer sealer, string service)
{
    public const string Table = "serviceTokens";

    /// <summary>Longer than a token request may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const string Row = "token";

    private string Place => $"{Table}|{service}|{Row}|Sealed";

    public async Task<TokenRow> FindAsync(CancellationToken cancellationToken)
    {
        if (await table.GetEntityIfExistsAsync(service, Row, cancellationToken) is not { } row) return new TokenRow(null, null, null);
        var kept = row.GetString("Sealed") is { } text && sealer.TryOpen(text, Place, out var secret) ? JsonSerializer.Deserialize(secret, SharedTokenJson.Default.KeptToken) : null;
        return new TokenRow(kept, row.GetDateTimeOffset("RenewingUntil"), row.ETag);
    }

    /// <summary>Takes the right to renew. False: another instance was faster.</summary>
    public async Task<bool> TryLeaseAsync(TokenRow found, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var row = ToEntity(found.Kept, until);
        try
        {
            if (found.ETag is { } etag) await table.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken);
            else await table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is 409 or 412 or 404)
        {
            return false;
        }
    }

    /// <summary>Keeps a new token, and ends the lease.</summary>
    public Task SetAsync(KeptToken token, CancellationToken cancellationToken) => table.UpsertEntityAsync(ToEntity(token, null), TableUpdateMode.Replace, cancellationToken);

    private TableEntity ToEntity(KeptToken? token, DateTimeOffset? renewingUntil) => new(service, Row)
    {
        ["Sealed"] = token is null ? null : sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(token, SharedTokenJson.Default.KeptToken), Place),
        ["RenewingUntil"] = renewingUntil,
    };

    [JsonSerializable(typeof(KeptToken))]
    private sealed partial class SharedTokenJson : JsonSerializerContext;
}
