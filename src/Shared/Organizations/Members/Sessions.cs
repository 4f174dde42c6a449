using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.Members;

/// <summary>A person's time between signing in and out.</summary>
/// <param name="Id">Names it, and opens nothing.</param>
/// <param name="IdleUntil">Over at this instant, unless it is kept before.</param>
/// <param name="EndsAt">Over at this instant, whatever is done in it.</param>
public sealed record Session(string Id, PersonId Person, DateTimeOffset StartedAt, DateTimeOffset IdleUntil, DateTimeOffset EndsAt);

/// <summary>
/// Who is signed in. Table <c>sessions</c>: partition = the UTC day a session ends on at the latest, row = SHA-256 of its key; the key itself is in the person's cookie only. A session that was
/// ended is gone, and so is every copy of its cookie. Days that are over are deleted when somebody signs in.
/// </summary>
public sealed class Sessions(ITableClient table, IIdSource ids, TimeProvider time)
{
    public const string Table = "sessions";

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string DayFormat = "yyyy-MM-dd";
    private const int DayLength = 10;
    private const int SecretLength = 43;
    private const int MostDeleted = 100;

    /// <summary>The key of a new session: who has it is the person.</summary>
    public async Task<string> BeginAsync(PersonId person, TimeSpan idle, TimeSpan longest, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var endsAt = now + longest;
        var key = Day(endsAt) + ids.NewText(Alphabet, SecretLength);
        await table.AddEntityAsync(new TableEntity(Day(endsAt), RowKey(key))
        {
            ["Person"] = person.ToString(),
            ["StartedAt"] = now,
            ["IdleUntil"] = Earlier(now + idle, endsAt),
            ["EndsAt"] = endsAt,
        }, cancellationToken);
        await DeletePastAsync(Day(now), cancellationToken);
        return key;
    }

    /// <summary>Null: never begun, over, or ended.</summary>
    public async Task<Session?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsKey(key) || await table.GetEntityIfExistsAsync(key[..DayLength], RowKey(key), cancellationToken) is not { } row) return null;
        var session = new Session(row.RowKey, PersonId.Parse(row.GetString("Person")!), At("StartedAt"), At("IdleUntil"), At("EndsAt"));
        var now = time.GetUtcNow();
        return now < session.IdleUntil && now < session.EndsAt ? session : null;

        DateTimeOffset At(string column) => row.GetDateTimeOffset(column) ?? default;
    }

    /// <summary>Puts the end by idleness off; never past <see cref="Session.EndsAt"/>, and never of a session that was ended.</summary>
    public async Task KeepAsync(string key, TimeSpan idle, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is not { } session) return;
        var kept = new TableEntity(key[..DayLength], session.Id) { ["IdleUntil"] = Earlier(time.GetUtcNow() + idle, session.EndsAt) };
        try
        {
            await table.UpdateEntityAsync(kept, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException ended) when (ended.Status == 404)
        {
            // Signed out just now: it stays so.
        }
    }

    public async Task EndAsync(string key, CancellationToken cancellationToken)
    {
        if (IsKey(key)) await table.DeleteEntityAsync(key[..DayLength], RowKey(key), ETag.All, cancellationToken);
    }

    /// <summary>Ends a session that is known by its name.</summary>
    public Task EndAsync(string id, DateTimeOffset endsAt, CancellationToken cancellationToken) => table.DeleteEntityAsync(Day(endsAt), id, ETag.All, cancellationToken);

    private async Task DeletePastAsync(string today, CancellationToken cancellationToken)
    {
        var past = await table.QueryPageAsync($"PartitionKey lt {TableFilter.Quote(today)}", MostDeleted, null, [], cancellationToken);
        foreach (var row in past.Items) await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
    }

    private static bool IsKey(string key) => key.Length == DayLength + SecretLength && key.AsSpan(DayLength).IndexOfAnyExcept(Alphabet) < 0
        && DateOnly.TryParseExact(key.AsSpan(0, DayLength), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string RowKey(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
