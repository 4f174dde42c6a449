using System.Text;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Tests.Storage;

/// <summary>What every <see cref="IQueueClient"/> does: run on Azurite and on the fake alike.</summary>
public abstract class QueueContract
{
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected abstract Task<IQueueClient> NewQueueAsync();

    protected abstract IQueueClient QueueThatIsNotThere();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public async Task Creating_a_queue_twice_does_nothing()
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync(Bytes("kept"));
        await queue.CreateIfNotExistsAsync();
        Assert.Equal(1, await queue.GetApproximateMessageCountAsync());
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_an_error()
    {
        var queue = QueueThatIsNotThere();
        foreach (var act in new Func<Task>[] { () => queue.SendMessageAsync(Bytes("x")), () => queue.ReceiveMessagesAsync(1, Minute), () => queue.GetApproximateMessageCountAsync() })
        {
            var refused = await Assert.ThrowsAsync<RequestFailedException>(act);
            Assert.Equal((404, "QueueNotFound"), (refused.Status, refused.ErrorCode));
        }
    }

    public static TheoryData<string> Texts => ["x", "{\"link\":\"lnk_1\"}", "<a>&amp;]]></a>", "ünï ✓ 🎵\r\n\t", "  spaces  ", new string('é', 24 * 1024)];

    [Theory, MemberData(nameof(Texts))]
    public async Task A_text_comes_back_as_it_was(string text)
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync(Bytes(text));
        var message = Assert.Single(await queue.ReceiveMessagesAsync(32, Minute));
        Assert.Equal(text, Encoding.UTF8.GetString(message.Body!));
        Assert.Equal(Convert.ToBase64String(Bytes(text)), message.RawText);
    }

    [Fact]
    public async Task Any_bytes_come_back_as_they_were()
    {
        var queue = await NewQueueAsync();
        byte[] body = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await queue.SendMessageAsync(body);
        Assert.Equal(body, Assert.Single(await queue.ReceiveMessagesAsync(1, Minute)).Body);
    }

    [Fact]
    public async Task A_received_message_is_leased_and_tells_its_story()
    {
        var queue = await NewQueueAsync();
        var sent = await queue.SendMessageAsync(Bytes("x"));
        var message = Assert.Single(await queue.ReceiveMessagesAsync(1, Minute));
        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal(1, message.DequeueCount);
        Assert.True(message.NextVisibleAt > message.InsertedAt);
        Assert.True(message.ExpiresAt > message.InsertedAt + TimeSpan.FromDays(3650), "Without a time to live it never expires.");
        Assert.Empty(await queue.ReceiveMessagesAsync(1, Minute));
        Assert.Equal(1, await queue.GetApproximateMessageCountAsync());
    }

    [Fact]
    public async Task A_returned_message_is_received_again_and_counted()
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync(Bytes("x"));
        for (var dequeued = 1; dequeued <= 3; dequeued++)
        {
            var message = Assert.Single(await queue.ReceiveMessagesAsync(1, Minute));
            Assert.Equal(dequeued, message.DequeueCount);
            Assert.Equal("x", Encoding.UTF8.GetString(message.Body!));
            Assert.NotNull(await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, TimeSpan.Zero));
        }
    }

    [Fact]
    public async Task A_renewed_lease_has_a_new_receipt_and_the_old_one_is_void()
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync(Bytes("x"));
        var message = Assert.Single(await queue.ReceiveMessagesAsync(1, Minute));
        var renewed = await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, 10 * Minute);
        Assert.NotNull(renewed);
        Assert.NotEqual(message.PopReceipt, renewed.PopReceipt);
        Assert.Null(await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, Minute));
        Assert.False(await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt));
        Assert.True(await queue.DeleteMessageAsync(renewed.MessageId, renewed.PopReceipt));
        Assert.Equal(0, await queue.GetApproximateMessageCountAsync());
    }

    [Fact]
    public async Task A_message_leased_to_another_cannot_be_deleted()
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync(Bytes("x"));
        var first = Assert.Single(await queue.ReceiveMessagesAsync(1, Minute));
        await queue.UpdateMessageAsync(first.MessageId, first.PopReceipt, TimeSpan.Zero);
        var second = Assert.Single(await queue.ReceiveMessagesAsync(1, Minute));
        Assert.False(await queue.DeleteMessageAsync(first.MessageId, first.PopReceipt));
        Assert.True(await queue.DeleteMessageAsync(second.MessageId, second.PopReceipt));
    }

    [Fact]
    public async Task A_message_that_is_gone_is_neither_updated_nor_deleted()
    {
        var queue = await NewQueueAsync();
        var sent = await queue.SendMessageAsync(Bytes("x"));
        Assert.True(await queue.DeleteMessageAsync(sent.MessageId, sent.PopReceipt));
        Assert.False(await queue.DeleteMessageAsync(sent.MessageId, sent.PopReceipt));
        Assert.Null(await queue.UpdateMessageAsync(sent.MessageId, sent.PopReceipt, Minute));
    }

    [Fact]
    public async Task A_delayed_message_is_not_seen_yet_but_counted()
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync(Bytes("later"), visibilityDelay: TimeSpan.FromDays(7));
        await queue.SendMessageAsync(Bytes("now"), timeToLive: TimeSpan.FromHours(1));
        var message = Assert.Single(await queue.ReceiveMessagesAsync(32, Minute));
        Assert.Equal("now", Encoding.UTF8.GetString(message.Body!));
        Assert.Equal(message.InsertedAt + TimeSpan.FromHours(1), message.ExpiresAt);
        Assert.Equal(2, await queue.GetApproximateMessageCountAsync());
    }

    [Fact]
    public async Task Many_readers_receive_each_message_once()
    {
        var queue = await NewQueueAsync();
        for (var i = 0; i < 60; i++)
        {
            await queue.SendMessageAsync(Bytes($"{i}"));
        }

        var read = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var mine = new List<string>();
            while (await queue.ReceiveMessagesAsync(7, Minute) is { Count: > 0 } messages)
            {
                mine.AddRange(messages.Select(m => Encoding.UTF8.GetString(m.Body!)));
            }

            return mine;
        }));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}").Order(), read.SelectMany(r => r).Order());
    }

    [Fact]
    public async Task What_breaks_a_limit_is_refused()
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync(new byte[48 * 1024]);
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendMessageAsync(new byte[(48 * 1024) + 1]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.SendMessageAsync(Bytes("x"), TimeSpan.FromDays(8)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.SendMessageAsync(Bytes("x"), Minute, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.ReceiveMessagesAsync(33, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.ReceiveMessagesAsync(1, TimeSpan.Zero));
        Assert.Equal(1, await queue.GetApproximateMessageCountAsync());
    }
}
