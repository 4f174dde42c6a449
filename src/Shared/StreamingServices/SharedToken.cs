using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.StreamingServices;

/// <summary>A service's app token as it is kept for all instances.</summary>
/// <param name="RefreshToken">Null: the service gave none.</param>
public sealed record KeptToken(string Token, string? RefreshToken, DateTimeOffset EndsAt);

/// <summary>
/// One app token for all instances, where the service counts those it gives (SoundCloud: 50 in 12 h). Table <c>serviceTokens</c>: partition = service, row
/// <c>token</c>; sealed. One instance at a time renews it, for <see cref="Lease"/> at the most: a refresh token is good once.
/// </summary>
public sealed partial class SharedToken(ITableClient table, Sealer sealer, string service, TimeProvider time)
{
    public const string Table = "serviceTokens";

    /// <summary>Longer than a token request may take. One that failed is made again after it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Why there is no token just now.</summary>
    public static readonly LookUp.Unavailable RenewedElsewhere = new(UnavailableReasons.Paced, TimeSpan.FromSeconds(2));

    private const string Row = "token";

    private string Place => $"{Table}|{service}|{Row}|Sealed";

    /// <summary>The token that is kept, or a new one, kept for all from then on. Null: another instance renews it, or it could not be renewed. Without storage this instance goes on by itself.</summary>
    /// <param name="isGood">Whether the kept one can be used.</param>
    /// <param name="renew">Gets the kept one, or null.</param>
    public async Task<KeptToken?> TakeAsync(Predicate<KeptToken> isGood, Func<KeptToken?, Task<KeptToken?>> renew, CancellationToken cancellationToken)
    {
        KeptToken? kept = null;
        try
        {
            var row = await table.GetEntityIfExistsAsync(service, Row, cancellationToken);
            kept = Open(row);
            if (kept is not null && isGood(kept)) return kept;
            if (!await TryLeaseAsync(row, kept, cancellationToken)) return null;
        }
        catch (RequestFailedException)
        {
            return await renew(kept);
        }

        if (await renew(kept) is not { } fresh) return null;
        await KeepAsync(fresh, cancellationToken);
        return fresh;
    }

    private async Task<bool> TryLeaseAsync(TableEntity? row, KeptToken? kept, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Farther away than it ever was: the clock was set back.
        if (row?.GetDateTimeOffset("RenewingUntil") is { } until && until > now && until <= now + Lease) return false;
        try
        {
            if (row is not null) await table.UpdateEntityAsync(ToEntity(kept, now + Lease), row.ETag, TableUpdateMode.Replace, cancellationToken);
            else await table.AddEntityAsync(ToEntity(null, now + Lease), cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is 409 or 412)
        {
            return false;
        }
    }

    private async Task KeepAsync(KeptToken token, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpsertEntityAsync(ToEntity(token, null), TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException)
        {
            // The token is good all the same; the next one is kept again.
        }
    }

    private KeptToken? Open(TableEntity? row) =>
        row?.GetString("Sealed") is { } text && sealer.TryOpen(text, Place, out var secret) ? JsonSerializer.Deserialize(secret, SharedTokenJson.Default.KeptToken) : null;

    private TableEntity ToEntity(KeptToken? token, DateTimeOffset? renewingUntil) => new(service, Row)
    {
        ["Sealed"] = token is null ? null : sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(token, SharedTokenJson.Default.KeptToken), Place),
        ["RenewingUntil"] = renewingUntil,
    };

    [JsonSerializable(typeof(KeptToken))]
    private sealed partial class SharedTokenJson : JsonSerializerContext;
}
