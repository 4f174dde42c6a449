using System.Globalization;
using Azure;

namespace Smartlinks.Storage.Sealing;

/// <summary>One secret of a ring, and its place in it.</summary>
public sealed record RingSecret(int Number, byte[] Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"secret {Number}";
}

/// <summary>
/// Secrets that all instances share and any of them may add to, each sealed and numbered from 1. Table <c>sharedSecrets</c>: partition = ring, row = number. A number is given once: of two
/// instances that add at the same time one succeeds, and the other finds what was added.
/// </summary>
public sealed class SealedRing(ITableClient table, Sealer sealer, string ring)
{
    public const string Table = "sharedSecrets";

    /// <summary>All that can be opened, by number; and the number the next one would have.</summary>
    public async Task<(IReadOnlyList<RingSecret> Secrets, int Next)> ListAsync(CancellationToken cancellationToken)
    {
        var (secrets, next) = (new List<RingSecret>(), 1);
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.Partition(ring), 1000, continuation, null, cancellationToken);
            foreach (var row in page.Items)
            {
                var number = int.Parse(row.RowKey, CultureInfo.InvariantCulture);
                next = Math.Max(next, number + 1);
                // Sealed under a key that is gone: nobody can use it any more.
                if (row.GetString("Sealed") is not { } text || !sealer.TryOpen(text, Place(number), out var secret)) continue;
                secrets.Add(new RingSecret(number, secret));
                if (!sealer.IsCurrent(text)) await ResealAsync(row, number, secret, cancellationToken);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return (secrets, next);
    }

    /// <summary>False: another instance took the number.</summary>
    public async Task<bool> TryAddAsync(int number, byte[] secret, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(new TableEntity(ring, RowKey(number)) { ["Sealed"] = sealer.Seal(secret, Place(number)) }, cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            return false;
        }
    }

    private async Task ResealAsync(TableEntity row, int number, byte[] secret, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(new TableEntity(ring, row.RowKey) { ["Sealed"] = sealer.Seal(secret, Place(number)) }, row.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException outrun) when (outrun.Status is 404 or 412)
        {
            // Another instance did it.
        }
    }

    private string Place(int number) => $"{Table}|{ring}|{RowKey(number)}|Sealed";

    private static string RowKey(int number) => number.ToString("000000", CultureInfo.InvariantCulture);
}
