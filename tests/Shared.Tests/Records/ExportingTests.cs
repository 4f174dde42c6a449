using System.Text.Json;
using Smartlinks.Organizations;
using Smartlinks.Records;
using Smartlinks.Records.Erasing;
using Smartlinks.Records.Exporting;
using Smartlinks.Support;

namespace Smartlinks.Tests.Records;

public sealed class ExportingTests
{
    [Fact]
    public void Every_table_is_exported_or_left_out_with_a_reason()
    {
        var shown = ExportedSections.All.Select(section => section.Table).Append("people").ToHashSet();

        Assert.Equal([], StorageNames.Tables.Except(shown).Except(ExportedSections.LeftOut.Keys).Except(ErasureSteps.NothingIn.Keys));
        Assert.Equal([], ExportedSections.LeftOut.Keys.Except(StorageNames.Tables));
        Assert.Equal(ExportedSections.All.Count, ExportedSections.All.Select(section => section.Name).Distinct().Count());
    }

    [Fact]
    public void Every_section_is_described()
    {
        var page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "records.md"));

        Assert.All(ExportedSections.All, section => Assert.Contains($"| `{section.Name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_export_has_all_of_the_organization_and_nothing_of_another()
    {
        var world = new RecordWorld();
        var (own, _) = (await world.FillAsync("Own"), await world.FillAsync("Other"));

        var (export, document) = await ExportAsync(world, own);

        var root = document.RootElement;
        Assert.Equal(own.ToString(), root.GetProperty("organization").GetString());
        var counts = ExportedSections.All.ToDictionary(section => section.Name, section => root.GetProperty(section.Name).GetArrayLength());
        Assert.Equal(new Dictionary<string, int>
        {
            ["profile"] = 1, ["plan"] = 1, ["members"] = 1, ["invitations"] = 1, ["keys"] = 2, ["links"] = 2, ["releases"] = 2, ["rehearsals"] = 2, ["clicks"] = 2, ["preSaves"] = 2, ["addresses"] = 2,
            ["entitlements"] = 1, ["balance"] = 1, ["statement"] = 2, ["purchases"] = 1, ["invoices"] = 0, ["subscriptions"] = 1, ["paymentAccount"] = 0, ["customer"] = 1,
        }, counts);
        Assert.Equal(counts.Values.Sum(), export.Rows);
        Assert.Equal("Olu Owner", root.GetProperty("members")[0].GetProperty("name").GetString());
        Assert.Equal(["[own-0] a song", "[own-1] a song"], root.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("title").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("Ari", root.GetProperty("links")[0].GetProperty("artists")[0].GetString());
        Assert.Equal((7, 5), (root.GetProperty("clicks")[0].GetProperty("visits").GetInt32(), root.GetProperty("clicks")[0].GetProperty("byService").GetProperty("spotify").GetInt32()));
        Assert.Equal(2, root.GetProperty("preSaves")[0].GetProperty("counts").GetProperty("spotify|Queued|").GetInt32());
        Assert.DoesNotContain("other", root.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task It_shows_no_secret_and_no_fan()
    {
        var world = new RecordWorld();
        var own = await world.FillAsync("Own");

        var text = (await ExportAsync(world, own)).Document.RootElement.GetRawText();

        Assert.Contains("fan0@mail.example", text, StringComparison.Ordinal);
        // Who did not confirm may not be written to; a fan's id is the same at every label; hashes and codes open things.
        foreach (var hidden in new[] { "fan1@mail.example", "fan_", "ecretHash", "codecodecode" }) Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_pages_change_nothing()
    {
        var world = new RecordWorld();
        var own = await world.FillAsync("Own", links: 4);
        var (whole, _) = await ExportAsync(world, own);
        foreach (var table in world.Tables.Values) (table.LargestPage, table.GivesEmptyPageFirst) = (1, true);

        var (paged, _) = await ExportAsync(world, own);

        Assert.Equal((whole.Rows, whole.Bytes), (paged.Rows, paged.Bytes));
    }

    [Fact]
    public async Task A_kill_before_any_call_to_storage_loses_and_doubles_nothing()
    {
        var seen = 0;
        for (var at = 1; ; at += 3)
        {
            var world = new RecordWorld();
            var own = await world.FillAsync("Own", links: 1);
            var begun = await world.Exporter.BeginAsync(own, world.Owner, default);

            var wasKilled = await ErasingTests.WorkUntilKilledAsync(world, at);
            world.Time.Advance(TimeSpan.FromSeconds(11));
            await world.WorkAsync();

            var (export, document) = await ReadAsync(world, own, begun.Run);
            Assert.Equal(ExportedSections.All.Sum(section => document.RootElement.GetProperty(section.Name).GetArrayLength()), export.Rows);
            Assert.Equal(19, export.Rows);
            if (!wasKilled) break;
            seen++;
        }

        Assert.True(seen > 5, $"there were {seen} kills");
    }

    [Fact]
    public async Task One_is_made_at_a_time_and_one_that_lost_its_message_is_woken()
    {
        var world = new RecordWorld();
        var own = await world.FillAsync("Own");
        var first = await world.Exporter.BeginAsync(own, world.Owner, default);
        Assert.Equal(first.Run, (await world.Exporter.BeginAsync(own, world.Owner, default)).Run);
        foreach (var message in await world.Queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))) await world.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        world.Time.Advance(TimeSpan.FromMinutes(16));

        await world.Exporter.BeginAsync(own, world.Owner, default);
        await world.WorkAsync();

        Assert.Equal(ExportState.Ready, (await world.Exporter.FindAsync(own, first.Run, default))!.State);
    }

    [Fact]
    public async Task It_goes_by_itself_when_its_time_is_over()
    {
        var world = new RecordWorld();
        var own = await world.FillAsync("Own");
        var (export, _) = await ExportAsync(world, own);
        world.Time.Advance(world.Options.ExportsKept - TimeSpan.FromSeconds(1));
        await world.WorkAsync();
        Assert.NotNull(await world.Exporter.FindAsync(own, export.Run, default));

        world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(await world.Exporter.ListAsync(own, default));
        await world.WorkAsync();

        Assert.Empty(world.Tables[RecordJobRow.Table].Rows);
    }

    private static async Task<(Export Export, JsonDocument Document)> ExportAsync(RecordWorld world, OrganizationId organization)
    {
        var begun = await world.Exporter.BeginAsync(organization, world.Owner, default);
        await world.WorkAsync();
        return await ReadAsync(world, organization, begun.Run);
    }

    private static async Task<(Export, JsonDocument)> ReadAsync(RecordWorld world, OrganizationId organization, string run)
    {
        var export = (await world.Exporter.FindAsync(organization, run, default))!;
        Assert.Equal(ExportState.Ready, export.State);
        using var content = new MemoryStream();
        await world.Parts.CopyToAsync(export, content, default);
        Assert.Equal(export.Bytes, content.Length);
        return (export, JsonDocument.Parse(content.ToArray()));
    }

}
