using System.Collections.Concurrent;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations;

/// <summary>
/// Reads and writes settings; they are part of the organization's <c>profile</c> row. What pages show of them is remembered: a reading is used for
/// <see cref="Remembered"/>, then renewed behind its users, and from <see cref="MostStale"/> on nobody is served by it unless storage does not answer. A change by another instance
/// shows within a minute so, on a link nobody opened for a year as well.
/// </summary>
public sealed class OrganizationSettingsStore(ITableClient organizations, TimeProvider time)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    /// <summary>Counted from when the reading began; what is left of a minute is for the next one.</summary>
    public static readonly TimeSpan MostStale = TimeSpan.FromSeconds(50);

    private const int MostKnown = 10_000;
    private readonly ConcurrentDictionary<OrganizationId, KnownSettings> _known = new();

    /// <summary>What is stored now; the defaults when nothing was set.</summary>
    public async Task<OrganizationSettings> GetAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var (partition, row) = OrganizationRow.ProfileKey(organization);
        return await organizations.GetEntityIfExistsAsync(partition, row, cancellationToken) is { } profile ? OrganizationRow.ToSettings(profile) : OrganizationSettings.Default;
    }

    /// <summary>
    /// What is known, without a call once the organization is. Of one this process has not met, nothing is assumed: its first users wait for one reading they share, and get
    /// its failure, since defaults could show what is blocked.
    /// </summary>
    public ValueTask<OrganizationSettings> RecallAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var known = KnownOf(organization);
        // Apart from what reads: a visit makes no object here.
        return known.Last is { } last && time.GetElapsedTime(last.ReadAt) < Remembered ? new(last.Settings) : RenewAsync(organization, known, cancellationToken);
    }

    /// <summary>Begins a reading where one is due, for who will want it soon.</summary>
    public void Refresh(OrganizationId organization)
    {
        var known = KnownOf(organization);
        if (known.Last is not { } last || time.GetElapsedTime(last.ReadAt) >= Remembered) _ = known.ReadOnce(() => ReadAsync(organization, known));
    }

    /// <param name="expectedVersion">As <see cref="SettingsVersion"/> has it; null: any.</param>
    public async Task<UpdateSettingsResult> UpdateAsync(OrganizationId organization, string? expectedVersion, Func<OrganizationSettings, OrganizationSettings> change, CancellationToken cancellationToken)
    {
        var (partition, row) = OrganizationRow.ProfileKey(organization);
        UpdateSettingsResult.Updated? tried = null;
        while (true)
        {
            if (await organizations.GetEntityIfExistsAsync(partition, row, cancellationToken) is not { } profile) return new UpdateSettingsResult.NotFound();
            var before = OrganizationRow.ToSettings(profile);
            // A write whose answer was lost is repeated below, and told that the row has another version: its own.
            if (tried is not null && tried.After == before) return Keep(organization, tried);
            if (expectedVersion is not null && expectedVersion != SettingsVersion.Of(before)) return new UpdateSettingsResult.VersionMismatch();
            tried = new UpdateSettingsResult.Updated(before, change(before));
            if (SettingsFaults.Find(tried.After) is { Count: > 0 } faults) return new UpdateSettingsResult.Refused(faults);
            OrganizationRow.Write(tried.After, profile);
            try
            {
                await organizations.UpdateEntityAsync(profile, profile.ETag, TableUpdateMode.Replace, cancellationToken);
                return Keep(organization, tried);
            }
            catch (RequestFailedException refused) when (refused.Status == 412)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private ValueTask<OrganizationSettings> RenewAsync(OrganizationId organization, KnownSettings known, CancellationToken cancellationToken)
    {
        var last = known.Last;
        var reading = known.ReadOnce(() => ReadAsync(organization, known));
        return last is not null && time.GetElapsedTime(last.ReadAt) < MostStale ? new(last.Settings) : new(WaitAsync(reading, known, cancellationToken));
    }

    private UpdateSettingsResult.Updated Keep(OrganizationId organization, UpdateSettingsResult.Updated updated)
    {
        if (_known.TryGetValue(organization, out var known)) known.Change(updated.After, time.GetTimestamp());
        return updated;
    }

    private async Task<OrganizationSettings> ReadAsync(OrganizationId organization, KnownSettings known)
    {
        var (changes, began) = (known.Changes, time.GetTimestamp());
        return known.Keep(await GetAsync(organization, CancellationToken.None), began, changes);
    }

    private async Task<OrganizationSettings> WaitAsync(Task<OrganizationSettings> reading, KnownSettings known, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (known.Last is not null && IsStorageDown(failure, cancellationToken))
        {
            // What was known stands, and is asked for again when it would be fresh no longer: not every fan waits for the failure.
            return known.Postpone(time.GetTimestamp());
        }
    }

    private static bool IsStorageDown(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        RequestFailedException or AggregateException or HttpRequestException or TimeoutException or IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private KnownSettings KnownOf(OrganizationId organization)
    {
        if (_known.TryGetValue(organization, out var known)) return known;
        // Counting takes every lock of the dictionary: only where something is added.
        if (_known.Count >= MostKnown)
            foreach (var (least, _) in _known.ToArray().OrderBy(pair => pair.Value.Last?.ReadAt ?? long.MaxValue).Take(MostKnown / 10)) _known.TryRemove(least, out _);
        return _known.GetOrAdd(organization, _ => new KnownSettings());
    }
}
