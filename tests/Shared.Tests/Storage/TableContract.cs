using System.Globalization;
using Azure;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

/// <summary>What every <see cref="ITableClient"/> does: run on Azurite and on the fake alike.</summary>
public abstract class TableContract
{
    /// <summary>Keys that break careless escaping. (Azurite itself misreads a key holding <c>,RowKey=</c> in a transaction; that one is checked on the wire.)</summary>
    public static TheoryData<string> HardKeys =>
        ["", " ", "o'neil", "''", "'", "100%", "%2F", "%27", "a+b", "a&b=c;d", "(x),|\"y\"", "ü✓", "日本語", "🎵", "a b", "$batch", "@odata", "~.-_!*", "<xml>", "{json}"];

    protected abstract Task<ITableClient> NewTableAsync();

    protected abstract ITableClient TableThatIsNotThere();

    private static TableEntity Row(string partition, string row, params (string Name, object? Value)[] properties)
    {
        var entity = new TableEntity(partition, row);
        foreach (var (name, value) in properties)
        {
            entity[name] = value;
        }

        return entity;
    }

    private static async Task<List<TableEntity>> ListAsync(ITableClient table, string? filter, int perPage = 1000, IReadOnlyList<string>? properties = null)
    {
        var all = new List<TableEntity>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, perPage, continuation, properties);
            Assert.True(page.Items.Count <= perPage);
            all.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return all;
    }

    private static Task<RequestFailedException> RefusedAsync(Func<Task> act) => Assert.ThrowsAsync<RequestFailedException>(act);

    [Fact]
    public async Task Creating_a_table_twice_does_nothing()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(Row("p", "r"));
        await table.CreateIfNotExistsAsync();
        Assert.NotNull(await table.GetEntityIfExistsAsync("p", "r"));
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_null() =>
        Assert.Null(await (await NewTableAsync()).GetEntityIfExistsAsync("p", "r"));

    [Fact]
    public async Task A_table_that_is_not_there_is_an_error()
    {
        var table = TableThatIsNotThere();
        foreach (var act in new Func<Task>[]
        {
            () => table.GetEntityIfExistsAsync("p", "r"), () => table.AddEntityAsync(Row("p", "r")), () => table.QueryPageAsync(null),
            () => table.DeleteEntityAsync("p", "r", ETag.All), () => table.UpsertEntityAsync(Row("p", "r")),
        })
        {
            var refused = await RefusedAsync(act);
            Assert.Equal((404, "TableNotFound"), (refused.Status, refused.ErrorCode));
        }
    }

    [Theory, MemberData(nameof(HardKeys))]
    public async Task Hard_keys_survive_every_operation(string key)
    {
        var table = await NewTableAsync();
        var added = await table.AddEntityAsync(Row(key, key, ("N", 1)));
        Assert.Equal(1, (await table.GetEntityIfExistsAsync(key, key))!.GetInt32("N"));
        var updated = await table.UpdateEntityAsync(Row(key, key, ("N", 2)), added);
        Assert.NotEqual(added, updated);
        await table.UpsertEntityAsync(Row(key, key, ("N", 3)), TableUpdateMode.Merge);
        await table.SubmitTransactionAsync([
            new(TableTransactionActionType.UpdateReplace, Row(key, key, ("N", 4), ("Text", key)), ETag.All),
            new(TableTransactionActionType.Add, Row(key, "2" + key))]);
        var found = Assert.Single(await ListAsync(table, TableFilter.Partition(key) + " and RowKey eq " + TableFilter.Quote(key)));
        Assert.Equal((key, key, 4, key), (found.PartitionKey, found.RowKey, found.GetInt32("N"), found.GetString("Text")));
        Assert.True(await table.DeleteEntityAsync(key, key, found.ETag));
        Assert.Null(await table.GetEntityIfExistsAsync(key, key));
    }

    [Fact]
    public async Task Random_keys_name_distinct_rows()
    {
        var table = await NewTableAsync();
        var keys = RandomKeys(seed: 20261120, count: 150);
        foreach (var key in keys)
        {
            await table.AddEntityAsync(Row("p", key, ("Own", key)));
        }

        foreach (var key in keys)
        {
            Assert.Equal(key, (await table.GetEntityIfExistsAsync("p", key))?.GetString("Own"));
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await ListAsync(table, TableFilter.Partition("p"), 40)).Select(r => r.RowKey));
    }

    private static List<string> RandomKeys(int seed, int count)
    {
        const string Alphabet = "abzAZ09 '%+&=;,.()[]{}|\"<>~!*@$:-_^`éüñßøλд中あ\u00A0\u2028\uFFFD";
#pragma warning disable CA5394 // Reproducible test data, no secret.
        var random = new Random(seed);
        string Part() => random.Next(8) == 0 ? "🎵" : Alphabet[random.Next(Alphabet.Length)].ToString();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (keys.Count < count)
        {
            keys.Add(string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Part())));
        }
#pragma warning restore CA5394
        return [.. keys];
    }

    private static object[] Values =>
    [
        "", "text", "it's \"quoted\" \\ /\r\n\t<>&", "ünï ✓ 🎵 日本", new string('x', 32_768),
        0, 1, -1, int.MaxValue, int.MinValue,
        0L, 1L, -1L, 9_007_199_254_740_993L, long.MaxValue, long.MinValue,
        0.0, 1.0, -3.0, 0.1, 1e100, 1e20, 5e-324, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        true, false,
        new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 12, 4, 1, 2, 3, TimeSpan.FromHours(5)).AddTicks(1_234_567),
        new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue,
        Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Guid.Empty,
        Array.Empty<byte>(), new byte[] { 0, 1, 254, 255 }, Enumerable.Range(0, 65_536).Select(i => (byte)i).ToArray(),
    ];

    [Fact]
    public async Task Every_value_comes_back_with_its_type_from_reads_and_queries()
    {
        var table = await NewTableAsync();
        var values = Values;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            var written = Row("p", i.ToString("000", CultureInfo.InvariantCulture), ("Value", value), ("Nothing", null));
            await table.AddEntityAsync(written);
            var read = (await table.GetEntityIfExistsAsync("p", written.RowKey))!;
            Assert.Equal(value.GetType(), read["Value"]?.GetType());
            Assert.Equal(value, read["Value"]);
            Assert.Equal(["Value"], read.Properties.Keys);
            Assert.True(TableEntityContent.Equals(written, read));
            var queried = Assert.Single(await ListAsync(table, $"PartitionKey eq 'p' and RowKey eq '{written.RowKey}'"));
            Assert.True(TableEntityContent.Equals(written, queried), $"{value.GetType()} {value}");
            Assert.Equal(read.ETag, queried.ETag);
        }
    }

    [Fact]
    public async Task Instants_come_back_in_UTC()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(Row("p", "r", ("At", new DateTimeOffset(2026, 12, 4, 1, 0, 0, TimeSpan.FromHours(2)))));
        Assert.Equal(TimeSpan.Zero, (await table.GetEntityIfExistsAsync("p", "r"))!.GetDateTimeOffset("At")!.Value.Offset);
    }

    [Fact]
    public async Task Adding_a_row_that_exists_is_409_and_changes_nothing()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(Row("p", "r", ("N", 1)));
        var refused = await RefusedAsync(() => table.AddEntityAsync(Row("p", "r", ("N", 2))));
        Assert.Equal((409, "EntityAlreadyExists"), (refused.Status, refused.ErrorCode));
        Assert.Equal(1, (await table.GetEntityIfExistsAsync("p", "r"))!.GetInt32("N"));
    }

    [Fact]
    public async Task Updating_an_old_version_is_412_and_a_missing_row_404()
    {
        var table = await NewTableAsync();
        var first = await table.AddEntityAsync(Row("p", "r", ("N", 1)));
        await table.UpdateEntityAsync(Row("p", "r", ("N", 2)), first);
        var stale = await RefusedAsync(() => table.UpdateEntityAsync(Row("p", "r", ("N", 3)), first));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (stale.Status, stale.ErrorCode));
        var missing = await RefusedAsync(() => table.UpdateEntityAsync(Row("p", "none"), ETag.All));
        Assert.Equal((404, "ResourceNotFound"), (missing.Status, missing.ErrorCode));
        Assert.Equal(2, (await table.GetEntityIfExistsAsync("p", "r"))!.GetInt32("N"));
    }

    [Fact]
    public async Task A_write_needs_a_version() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await (await NewTableAsync()).UpdateEntityAsync(Row("p", "r"), default));

    [Fact]
    public async Task The_version_of_a_write_is_the_version_read()
    {
        var table = await NewTableAsync();
        var row = Row("p", "r", ("N", 1));
        Assert.Equal(await table.AddEntityAsync(row), (await table.GetEntityIfExistsAsync("p", "r"))!.ETag);
        Assert.Equal(row.ETag, (await table.GetEntityIfExistsAsync("p", "r"))!.ETag);
        Assert.Equal(await table.UpsertEntityAsync(row), (await table.GetEntityIfExistsAsync("p", "r"))!.ETag);
        var versions = await table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertReplace, row)]);
        Assert.Equal(Assert.Single(versions), (await table.GetEntityIfExistsAsync("p", "r"))!.ETag);
    }

    [Fact]
    public async Task Merging_keeps_and_replacing_drops_other_properties()
    {
        var table = await NewTableAsync();
        await table.UpsertEntityAsync(Row("p", "r", ("A", 1), ("B", 1)), TableUpdateMode.Merge);
        await table.UpsertEntityAsync(Row("p", "r", ("B", 2)), TableUpdateMode.Merge);
        await table.UpdateEntityAsync(Row("p", "r", ("C", 3)), ETag.All, TableUpdateMode.Merge);
        var merged = (await table.GetEntityIfExistsAsync("p", "r"))!;
        Assert.Equal((1, 2, 3), (merged.GetInt32("A"), merged.GetInt32("B"), merged.GetInt32("C")));
        await table.UpsertEntityAsync(Row("p", "r", ("D", 4)));
        Assert.Equal(["D"], (await table.GetEntityIfExistsAsync("p", "r"))!.Properties.Keys);
    }

    [Fact]
    public async Task Deleting_tells_gone_from_changed()
    {
        var table = await NewTableAsync();
        var old = await table.AddEntityAsync(Row("p", "r"));
        await table.UpsertEntityAsync(Row("p", "r", ("N", 1)));
        Assert.Equal(412, (await RefusedAsync(() => table.DeleteEntityAsync("p", "r", old))).Status);
        Assert.True(await table.DeleteEntityAsync("p", "r", ETag.All));
        Assert.False(await table.DeleteEntityAsync("p", "r", ETag.All));
    }

    [Fact]
    public async Task Pages_go_on_to_the_end_in_key_order()
    {
        var table = await NewTableAsync();
        string[] partitions = ["a", "b'b", "c✓"];
        foreach (var partition in partitions)
        {
            await table.SubmitTransactionAsync([.. Enumerable.Range(0, 35).Select(i =>
                new TableTransactionAction(TableTransactionActionType.Add, Row(partition, $"ü'{i:00}", ("N", i))))]);
        }

        var all = await ListAsync(table, null, perPage: 10);
        Assert.Equal(partitions.SelectMany(p => Enumerable.Range(0, 35).Select(i => (p, $"ü'{i:00}"))), all.Select(r => (r.PartitionKey, r.RowKey)));
        Assert.Equal(35, (await ListAsync(table, TableFilter.Partition("b'b"), perPage: 7)).Count);
        Assert.Null((await table.QueryPageAsync(TableFilter.Partition("none"))).Continuation);
    }

    [Fact]
    public async Task Ranges_and_prefixes_are_exact()
    {
        var table = await NewTableAsync();
        foreach (var key in new[] { "m", "member", "member|", "member|a", "member|z", "member}", "n" })
        {
            await table.AddEntityAsync(Row("p", key));
        }

        Assert.Equal(["member|", "member|a", "member|z"], (await ListAsync(table, TableFilter.RowPrefix("p", "member|"))).Select(r => r.RowKey));
        Assert.Equal(["member", "member|", "member|a"], (await ListAsync(table, TableFilter.RowRange("p", "member", "member|b"))).Select(r => r.RowKey));
    }

    [Theory]
    [InlineData("N gt 3", "4,5")]
    [InlineData("N le 2", "1,2")]
    [InlineData("N eq 3 or N ge 5", "3,5")]
    [InlineData("N lt 5 and not (N eq 2 or N eq 4)", "1,3")]
    [InlineData("N ne 1 and RowKey lt '3'", "2")]
    [InlineData("Big eq 9007199254740993L", "3")]
    [InlineData("Half gt 1.5 and Half lt 2.5", "4")]
    [InlineData("Even eq true", "2,4")]
    [InlineData("Name eq 'it''s 5 (and) more'", "5")]
    [InlineData("At ge datetime'2026-01-04T00:00:00Z'", "4,5")]
    public async Task Filters_compare_properties(string filter, string rows)
    {
        var table = await NewTableAsync();
        for (var i = 1; i <= 5; i++)
        {
            await table.AddEntityAsync(Row("p", $"{i}", ("N", i), ("Big", 9_007_199_254_740_990L + i), ("Half", i * 0.5), ("Even", i % 2 == 0),
                ("Name", $"it's {i} (and) more"), ("At", new DateTimeOffset(2026, 1, i, 0, 0, 0, TimeSpan.Zero))));
        }

        Assert.Equal(rows, string.Join(',', (await ListAsync(table, $"PartitionKey eq 'p' and ({filter})")).Select(r => r.RowKey)));
    }

    [Fact]
    public async Task A_query_can_ask_for_some_properties()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(Row("p", "r", ("A", 1L), ("B", 2), ("C", 3)));
        var row = Assert.Single(await ListAsync(table, null, properties: ["A", "C"]));
        Assert.Equal(("p", "r"), (row.PartitionKey, row.RowKey));
        Assert.Equal(["A", "C"], row.Properties.Keys.Order());
        Assert.Equal(1L, row["A"]);
    }

    [Fact]
    public async Task A_filter_that_makes_no_sense_is_400() =>
        Assert.Equal(400, (await RefusedAsync(async () => await (await NewTableAsync()).QueryPageAsync("PartitionKey eq"))).Status);

    [Fact]
    public async Task A_transaction_applies_every_kind_of_action()
    {
        var table = await NewTableAsync();
        var version = await table.AddEntityAsync(Row("p", "merge", ("A", 1)));
        await table.AddEntityAsync(Row("p", "replace", ("A", 1)));
        await table.AddEntityAsync(Row("p", "delete"));
        var versions = await table.SubmitTransactionAsync([
            new(TableTransactionActionType.Add, Row("p", "add", ("Text", "\r\nHTTP/1.1 500 Broken\r\nETag: no\r\n\r\n--changeset_smartlinks--"))),
            new(TableTransactionActionType.UpdateMerge, Row("p", "merge", ("B", 2)), version),
            new(TableTransactionActionType.UpdateReplace, Row("p", "replace", ("B", 2))),
            new(TableTransactionActionType.UpsertMerge, Row("p", "upsertMerge", ("N", 1L))),
            new(TableTransactionActionType.UpsertReplace, Row("p", "upsertReplace", ("N", 1.0))),
            new(TableTransactionActionType.Delete, Row("p", "delete")),
        ]);
        Assert.Equal(6, versions.Count);
        var rows = (await ListAsync(table, TableFilter.Partition("p"))).ToDictionary(r => r.RowKey);
        Assert.Equal(["add", "merge", "replace", "upsertMerge", "upsertReplace"], rows.Keys);
        Assert.Equal(["A", "B"], rows["merge"].Properties.Keys.Order());
        Assert.Equal(["B"], rows["replace"].Properties.Keys);
        Assert.StartsWith("\r\nHTTP/1.1 500", rows["add"].GetString("Text"), StringComparison.Ordinal);
        Assert.Equal(versions[1], rows["merge"].ETag);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(11)]
    public async Task A_failed_transaction_names_its_step_and_changes_nothing(int failing)
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(Row("p", "taken", ("N", 1)));
        var actions = Enumerable.Range(0, 12).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row("p", i == failing ? "taken" : $"{i}"))).ToList();
        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(actions));
        Assert.Equal((409, "EntityAlreadyExists", failing), (failed.Status, failed.ErrorCode, failed.FailedIndex));
        Assert.Equal(1, Assert.Single(await ListAsync(table, null)).GetInt32("N"));
    }

    [Fact]
    public async Task A_transaction_with_an_old_version_is_412()
    {
        var table = await NewTableAsync();
        var old = await table.AddEntityAsync(Row("p", "r", ("N", 1)));
        await table.UpsertEntityAsync(Row("p", "r", ("N", 2)));
        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row("p", "new")), new(TableTransactionActionType.UpdateReplace, Row("p", "r"), old)]));
        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (failed.Status, failed.ErrorCode, failed.FailedIndex));
        Assert.Null(await table.GetEntityIfExistsAsync("p", "new"));
    }

    [Fact]
    public async Task A_transaction_holds_100_actions()
    {
        var table = await NewTableAsync();
        var versions = await table.SubmitTransactionAsync([.. Enumerable.Range(0, 100).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row("p", $"{i:000}")))]);
        Assert.Equal(100, versions.Count);
        Assert.Equal(100, (await ListAsync(table, null)).Count);
    }

    [Fact]
    public async Task Parallel_writers_of_one_version_never_lose_an_increment()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(Row("p", "counter", ("N", 0)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var done = 0; done < 10;)
            {
                var row = (await table.GetEntityIfExistsAsync("p", "counter"))!;
                row["N"] = row.GetInt32("N") + 1;
                try
                {
                    await table.UpdateEntityAsync(row, row.ETag);
                    done++;
                }
                catch (RequestFailedException e) when (e.Status == 412)
                {
                    // Another writer was first: read again.
                }
            }
        }));
        Assert.Equal(80, (await table.GetEntityIfExistsAsync("p", "counter"))!.GetInt32("N"));
    }

    [Fact]
    public async Task Of_racing_inserts_one_wins()
    {
        var table = await NewTableAsync();
        var winners = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            try
            {
                await table.AddEntityAsync(Row("p", $"{i % 5}", ("Writer", i)));
                return i;
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                return -1;
            }
        }));
        Assert.Equal(winners.Where(w => w >= 0).Order(), (await ListAsync(table, null)).Select(r => r.GetInt32("Writer")!.Value).Order());
        Assert.Equal(5, winners.Count(w => w >= 0));
    }

    [Fact]
    public async Task What_breaks_a_limit_is_refused_and_nothing_is_written()
    {
        var table = await NewTableAsync();
        TableEntity[] refused =
        [
            Row("a/b", "r"), Row("p", "a\\b"), Row("p", "#"), Row("p", "?"), Row("p", "a\tb"), Row("p", "\u0085"), Row("p", "\uD800"), Row(new string('k', 513), "r"),
            Row("p", "r", ("Long", new string('x', 32_769))), Row("p", "r", ("Bytes", new byte[65_537])), Row("p", "r", ("Half", "\uDC00")),
            Row("p", "r", ("Early", new DateTimeOffset(1600, 12, 31, 0, 0, 0, TimeSpan.Zero))), Row("p", "r", ("a-b", 1)), Row("p", "r", ("", 1)),
            Row("p", "r", ("1a", 1)), Row("p", "r", ("Timestamp", 1)), Row("p", "r", ("Odd", 1.5m)), Row("p", "r", (new string('n', 256), 1)),
            Row("p", "r", [.. Enumerable.Range(0, 253).Select(i => ($"P{i}", (object?)i))]),
            Row("p", "r", [.. Enumerable.Range(0, 17).Select(i => ($"P{i}", (object?)new byte[64 * 1024]))]),
        ];
        foreach (var entity in refused)
        {
            await Assert.ThrowsAsync<TableEntityRefusedException>(() => table.AddEntityAsync(entity));
            await Assert.ThrowsAsync<TableEntityRefusedException>(() => table.UpsertEntityAsync(entity));
            await Assert.ThrowsAsync<TableEntityRefusedException>(() => table.SubmitTransactionAsync([new(TableTransactionActionType.Add, entity)]));
        }

        Assert.Empty(await ListAsync(table, null));
    }

    [Fact]
    public async Task A_transaction_out_of_bounds_is_refused()
    {
        var table = await NewTableAsync();
        static TableTransactionAction Add(string partition, string row, params (string, object?)[] properties) => new(TableTransactionActionType.Add, Row(partition, row, properties));
        IReadOnlyList<TableTransactionAction>[] refused =
        [
            [], [.. Enumerable.Range(0, 101).Select(i => Add("p", $"{i}"))], [Add("p", "1"), Add("q", "2")], [Add("p", "1"), Add("p", "1")],
            [.. Enumerable.Range(0, 60).Select(i => Add("p", $"{i}", ("Bytes", new byte[60_000])))],
        ];
        foreach (var actions in refused)
        {
            await Assert.ThrowsAsync<TableEntityRefusedException>(() => table.SubmitTransactionAsync(actions));
        }

        Assert.Empty(await ListAsync(table, null));
    }

    [Fact]
    public async Task A_row_at_the_limits_is_taken()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(Row(new string('k', 512), new string('r', 512), [.. Enumerable.Range(0, 252).Select(i => ($"P{i}", (object?)i))]));
        await table.AddEntityAsync(Row("p", "big", [.. Enumerable.Range(0, 15).Select(i => ($"P{i}", (object?)new byte[64 * 1024]))]));
        Assert.Equal(252, (await table.GetEntityIfExistsAsync(new string('k', 512), new string('r', 512)))!.Properties.Count);
        Assert.Equal(15, (await table.GetEntityIfExistsAsync("p", "big"))!.Properties.Count);
    }

    [Fact]
    public async Task A_canceled_call_ends_as_canceled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await (await NewTableAsync()).GetEntityIfExistsAsync("p", "r", new CancellationToken(canceled: true)));
}
