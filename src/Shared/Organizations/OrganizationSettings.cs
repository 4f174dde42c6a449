using System.Collections.Concurrent;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations;

/// <summary>What an organization decides about what its fans are shown.</summary>
/// <param name="ShowProbable">Whether fans see matches that are likely and not proven.</param>
/// <param name="SearchLinks">Whether a service without a match gets a link to its search, labelled as one.</param>
public sealed record OrganizationSettings(bool ShowProbable = false, bool SearchLinks = true)
{
    public static readonly OrganizationSettings Default = new();
}

/// <summary>Reads and writes settings; they are part of the organization's <c>profile</c> row.</summary>
public sealed class OrganizationSettingsStore(ITableClient organizations, TimeProvider time)
{
    /// <summary>How old a remembered setting gets where pages are shown.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<OrganizationId, Known> _known = new();

    /// <summary>The defaults when nothing was set.</summary>
    public async Task<OrganizationSettings> GetAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var (partition, row) = OrganizationRow.ProfileKey(organization);
        return await organizations.GetEntityIfExistsAsync(partition, row, cancellationToken) is { } profile ? OrganizationRow.ToSettings(profile) : OrganizationSettings.Default;
    }

    /// <summary>
    /// What is known without waiting: a page is never held up by it. The defaults, which show less, until the first reading is done; a reading that is
    /// older than <see cref="Remembered"/> is renewed behind the caller's back.
    /// </summary>
    public OrganizationSettings Peek(OrganizationId organization)
    {
        if (!_known.TryGetValue(organization, out var known))
        {
            // Counting takes every lock of the dictionary: only where something is added.
            if (_known.Count >= MostRemembered) _known.Clear();
            known = _known.GetOrAdd(organization, _ => new Known());
        }

        if (known.Until <= time.GetUtcNow() && Interlocked.Exchange(ref known.IsReading, 1) == 0) _ = ReadAsync(organization, known);
        return known.Settings;
    }

    /// <summary>Null when there is no such organization.</summary>
    public async Task<OrganizationSettings?> UpdateAsync(OrganizationId organization, Func<OrganizationSettings, OrganizationSettings> change, CancellationToken cancellationToken)
    {
        var (partition, row) = OrganizationRow.ProfileKey(organization);
        while (true)
        {
            if (await organizations.GetEntityIfExistsAsync(partition, row, cancellationToken) is not { } profile) return null;
            var changed = change(OrganizationRow.ToSettings(profile));
            OrganizationRow.Write(changed, profile);
            try
            {
                await organizations.UpdateEntityAsync(profile, profile.ETag, TableUpdateMode.Replace, cancellationToken);
                if (_known.TryGetValue(organization, out var known)) (known.Settings, known.Until) = (changed, time.GetUtcNow() + Remembered);
                return changed;
            }
            catch (RequestFailedException refused) when (refused.Status == 412)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task ReadAsync(OrganizationId organization, Known known)
    {
        try
        {
            known.Settings = await GetAsync(organization, CancellationToken.None);
            known.Until = time.GetUtcNow() + Remembered;
        }
        catch (Exception failure) when (failure is RequestFailedException or OperationCanceledException or IOException)
        {
            // Storage is down: what was known stands, and is read again with the next page.
        }
        finally
        {
            Volatile.Write(ref known.IsReading, 0);
        }
    }

    private sealed class Known
    {
        public volatile OrganizationSettings Settings = OrganizationSettings.Default;
        public int IsReading;
        private long _untilTicks;

        public DateTimeOffset Until
        {
            get => new(Interlocked.Read(ref _untilTicks), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _untilTicks, value.UtcTicks);
        }
    }
}
