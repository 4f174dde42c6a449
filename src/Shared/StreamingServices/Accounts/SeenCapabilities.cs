using System.Globalization;
using Smartlinks.Storage;
using Smartlinks.StreamingServices.Pacing;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>
/// What services showed lately of what this deployment can do for fans, shared by its instances. It says less than configuration does, never more, and takes no service away: one
/// fan's refusal means that the service has a list, not that nobody is on it. Table <c>serviceSightings</c>: partition = service, row <c>saving</c>.
/// </summary>
/// <param name="paces">Table <see cref="PaceRow.TableName"/>: until when a service has no quota left.</param>
public sealed class SeenCapabilities(ITableClient table, ITableClient paces, TimeProvider time)
{
    public const string Table = "serviceSightings";

    /// <summary>How long a refusal tells of the service.</summary>
    public static readonly TimeSpan Counts = TimeSpan.FromDays(7);

    /// <summary>Refusals that follow sooner are not written down.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromHours(1);

    private const string Row = "saving";
    private const string RefusedAt = "RefusedAt";

    /// <summary>The service refused an account after its fan had said yes, because the app may not act for it.</summary>
    public async Task NoteRefusedAsync(StreamingService service, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await FindRefusedAtAsync(service, cancellationToken) is { } last && last <= now && now < last + s_again) return;
        await table.UpsertEntityAsync(new TableEntity(service.Id, Row) { [RefusedAt] = now }, TableUpdateMode.Replace, cancellationToken);
    }

    /// <param name="configured">What configuration says.</param>
    /// <param name="pace">Name of the pace of the service's library; null: it has none.</param>
    public async Task<SaveCapability> SeeAsync(SaveCapability configured, string? pace, CancellationToken cancellationToken)
    {
        if (configured.Ability is SaveAbility.None or SaveAbility.TestersOnly) return configured;
        var (now, name) = (time.GetUtcNow(), configured.Service.Name);
        if (await FindRefusedAtAsync(configured.Service, cancellationToken) is { } refused && refused + Counts > now)
            return configured with
            {
                Ability = SaveAbility.TestersOnly, PerDay = null,
                Why = string.Create(CultureInfo.InvariantCulture, $"On {refused.UtcDateTime:yyyy-MM-dd} {name} refused an account as not listed for this app: it saves for listed accounts only until {name} approves the app."),
            };
        if (pace is not null && await paces.GetEntityIfExistsAsync(pace, PaceRow.StateKey, cancellationToken) is { } row && PaceRow.Read(row).QuotaUntil is { } until && until > now)
            return configured with { Ability = SaveAbility.Quota, Why = string.Create(CultureInfo.InvariantCulture, $"{name} says that the quota is used up; it goes on at {until.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}.") };
        return configured;
    }

    private async Task<DateTimeOffset?> FindRefusedAtAsync(StreamingService service, CancellationToken cancellationToken) =>
        (await table.GetEntityIfExistsAsync(service.Id, Row, cancellationToken))?.GetDateTimeOffset(RefusedAt);
}
