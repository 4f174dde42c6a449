using System.Collections.Concurrent;
using System.Globalization;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>Whether a night ended as it should: every pre-save in one state that fits its fan, counts that are those of the rows, libraries that hold what the states say and nothing else.</summary>
/// <param name="neverComes">Where a link has nothing to the end.</param>
internal sealed class NightVerdict(NightMachine machine, IReadOnlyList<Link> links, IReadOnlyList<NightFan> fans, Func<NightFan, bool> neverComes)
{
    private readonly ConcurrentBag<string> _wrong = [];
    private readonly ConcurrentDictionary<string, PreSave> _found = new();

    /// <summary>What is wrong, in words; empty when nothing is.</summary>
    public async Task<IReadOnlyList<string>> JudgeAsync()
    {
        foreach (var link in links)
            foreach (var slot in await machine.Slots.ListAsync(link.Id, CancellationToken.None))
                await Parallel.ForEachAsync(slot.Keys, async (key, token) => await ReadAsync(key, token));
        var held = Held();
        foreach (var fan in fans) Judge(fan, held);
        if (_found.Count != fans.Count) _wrong.Add($"{_found.Count} pre-saves are there, of {fans.Count} fans");
        var known = fans.Select(fan => (fan.Service.Id, fan.Name)).ToHashSet();
        foreach (var (service, name) in held.Keys.Where(each => !known.Contains(each))) _wrong.Add($"{service} has a library of {name}, whom nobody knows");
        return [.. _wrong];
    }

    /// <summary>How many ended how, by service and state.</summary>
    public IEnumerable<(StreamingService Service, PreSaveState State, string? Reason, int Count)> Ends() =>
        _found.Values.GroupBy(each => (each.Service, each.State, each.Reason)).Select(group => (group.Key.Service, group.Key.State, group.Key.Reason, group.Count())).OrderBy(each => each.Service.Id, StringComparer.Ordinal).ThenBy(each => each.State);

    /// <summary>Permissions that a kill between a service's new refresh token and storage cost.</summary>
    public int LostPermissions => fans.Count(fan => fan.Kind == FanKind.Rotates && _found.GetValueOrDefault(fan.Id.ToString())?.State == PreSaveState.GrantRevoked);

    private Dictionary<(string Service, string Fan), IReadOnlyList<LibraryEntry>> Held() =>
        links.SelectMany(link => link.Destinations.Select(each => each.Service)).Distinct()
            .SelectMany(service => machine.Sandbox.Libraries.ListFans(service).Where(each => each.Entries.Count > 0).Select(each => (service.Id, each.Fan, each.Entries)))
            .ToDictionary(each => (each.Id, each.Fan), each => each.Entries);

    private async Task ReadAsync(PreSaveKey key, CancellationToken cancellationToken)
    {
        var (rows, counts) = (new List<PreSave>(), BucketCounts.None);
        await foreach (var row in RowsAsync(PreSaveRow.PartitionKey(key), cancellationToken))
        {
            if (row.RowKey == BucketRow.RowKey) counts = BucketRow.FromEntity(row).Counts;
            else rows.Add(PreSaveRow.FromEntity(row));
        }

        foreach (var row in rows)
            if (!_found.TryAdd(row.Fan.ToString(), row)) _wrong.Add($"{row.Fan} is there twice");
        if (counts.Write() != rows.Aggregate(BucketCounts.None, (sum, row) => sum.With(row)).Write()) _wrong.Add($"The counts of {PreSaveRow.PartitionKey(key)} are not those of its rows");
    }

    private async IAsyncEnumerable<TableEntity> RowsAsync(string partition, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = machine.Storage.GetTableClient(PreSaveRow.Table);
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.Partition(partition), 1000, continuation, null, cancellationToken);
            foreach (var row in page.Items) yield return row;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private void Judge(NightFan fan, Dictionary<(string Service, string Fan), IReadOnlyList<LibraryEntry>> held)
    {
        if (!_found.TryGetValue(fan.Id.ToString(), out var preSave))
        {
            _wrong.Add($"{fan.Name} at {fan.Service} is lost");
            return;
        }

        var entries = held.GetValueOrDefault((fan.Service.Id, fan.Name), []);
        var item = links[fan.Link].Find(fan.Service) is { Url: not null } ? NightLinks.ItemOf(links[fan.Link], fan.Service) : null;
        var isHeld = entries.Count == 1 && entries[0].Item.Id == item;
        if (entries.Count > 1 || (entries.Count == 1 && !isHeld) || !preSave.IsEnded || !fan.IsRight(preSave, isHeld, neverComes(fan)))
            _wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{fan.Name} at {fan.Service} in {fan.Zone} of link {fan.Link}: {preSave.State} {preSave.Reason}, {entries.Count} in the library, {preSave.Attempts} attempts"));
    }
}
