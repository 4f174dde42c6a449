using Azure;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

public sealed class FaultSwitchTests
{
    private readonly InMemoryTableClient _table = new();

    [Fact]
    public async Task A_refused_call_is_not_carried_out_and_the_next_one_is()
    {
        _table.Faults.FailNext(status: 503, operation: "AddEntity");
        Assert.Null(await _table.GetEntityIfExistsAsync("p", "r"));
        Assert.Equal(503, (await Assert.ThrowsAsync<RequestFailedException>(() => _table.AddEntityAsync(new TableEntity("p", "r")))).Status);
        Assert.Empty(_table.Rows);
        await _table.AddEntityAsync(new TableEntity("p", "r"));
        Assert.Equal((2, 1, 3), (_table.Faults.Calls("AddEntity"), _table.Faults.Calls("GetEntityIfExists"), _table.Faults.TotalCalls));
    }

    [Fact]
    public async Task A_lost_answer_is_of_a_call_that_was_carried_out()
    {
        _table.Faults.LoseNextAnswers();
        Assert.Equal(0, (await Assert.ThrowsAsync<RequestFailedException>(() => _table.AddEntityAsync(new TableEntity("p", "r")))).Status);
        Assert.Single(_table.Rows);
    }

    [Fact]
    public async Task While_down_nothing_is_carried_out()
    {
        var queue = new InMemoryQueueClient(new ManualTime());
        queue.Faults.IsDown = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("x"u8.ToArray()));
        queue.Faults.IsDown = false;
        Assert.Equal(0, await queue.GetApproximateMessageCountAsync());
    }

    [Fact]
    public async Task A_call_can_be_held_to_arrange_a_race()
    {
        var gate = new TaskCompletionSource();
        _table.Faults.BeforeCallAsync = (operation, _) => operation == "AddEntity" ? gate.Task : Task.CompletedTask;
        var held = _table.AddEntityAsync(new TableEntity("p", "r"));
        await _table.UpsertEntityAsync(new TableEntity("p", "r"));
        gate.SetResult();
        Assert.Equal(409, (await Assert.ThrowsAsync<RequestFailedException>(() => held)).Status);
    }

    [Fact]
    public async Task What_a_caller_changes_later_is_not_in_the_table()
    {
        byte[] bytes = [1];
        var row = new TableEntity("p", "r") { ["Bytes"] = bytes };
        await _table.AddEntityAsync(row);
        bytes[0] = 2;
        row["More"] = 1;
        var read = (await _table.GetEntityIfExistsAsync("p", "r"))!;
        Assert.Equal([1], read.GetBinary("Bytes"));
        read["More"] = 1;
        Assert.Equal(["Bytes"], Assert.Single(_table.Rows).Properties.Keys);
    }
}
