using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Fans.Grants;

/// <summary>Keeps grants in table <see cref="GrantRow.Table"/>, their tokens sealed for the row they are in.</summary>
public sealed partial class FanGrants(ITableClient table, Sealer sealer)
{
    public async Task<FanGrant?> FindAsync(FanId fan, StreamingService service, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(fan.ToString(), service.Id, cancellationToken) is { } row ? GrantRow.Read(row) : null;

    /// <summary>What a fan connected, by service id. Nothing secret is read: <see cref="FanGrant.Sealed"/> is null in all of them.</summary>
    public async Task<IReadOnlyList<FanGrant>> ListAsync(FanId fan, CancellationToken cancellationToken)
    {
        var found = new List<FanGrant>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.Partition(fan.ToString()), 100, continuation, GrantRow.InClear, cancellationToken);
            found.AddRange(page.Items.Select(GrantRow.Read));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    /// <summary>In the place of whatever was there.</summary>
    public Task PutAsync(FanGrant grant, CancellationToken cancellationToken) => table.UpsertEntityAsync(GrantRow.ToEntity(grant), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Writes over the version it was read at. Null: it was changed since, or is gone.</summary>
    public async Task<FanGrant?> TryUpdateAsync(FanGrant grant, CancellationToken cancellationToken)
    {
        try
        {
            return grant with { ETag = await table.UpdateEntityAsync(GrantRow.ToEntity(grant), grant.ETag, TableUpdateMode.Replace, cancellationToken) };
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 404)
        {
            return null;
        }
    }

    public Task DeleteAsync(FanId fan, StreamingService service, CancellationToken cancellationToken) => table.DeleteEntityAsync(fan.ToString(), service.Id, ETag.All, cancellationToken);

    /// <summary>The grant with these tokens.</summary>
    public FanGrant Seal(FanGrant grant, AccountTokens tokens) =>
        grant with { Sealed = sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(tokens, FanGrantJson.Default.AccountTokens), GrantRow.Place(grant.Fan, grant.Service)) };

    /// <summary>Null: it has none, or was sealed under a key that is gone.</summary>
    public AccountTokens? Open(FanGrant grant) =>
        grant.Sealed is { } text && sealer.TryOpen(text, GrantRow.Place(grant.Fan, grant.Service), out var secret) ? JsonSerializer.Deserialize(secret, FanGrantJson.Default.AccountTokens) : null;

    [JsonSerializable(typeof(AccountTokens))]
    private sealed partial class FanGrantJson : JsonSerializerContext;
}
