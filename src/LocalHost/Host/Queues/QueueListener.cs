using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Feeds one queue function by the extension's rules: batches of <c>batchSize</c> under a lease of 10 minutes renewed at half time, the next
/// batch when no more than <c>newBatchThreshold</c> messages are in work; success deletes, failure hides the message for
/// <c>visibilityTimeout</c>, the last allowed failure moves it to <c>&lt;queue&gt;-poison</c>. At least once, in no order.
/// </summary>
internal sealed class QueueListener(FunctionDefinition function, QueueSettings settings, Func<string, IQueueClient> openQueue,
    FunctionInvoker invoker, TimeProvider clock, HostLog log)
{
    private const string PoisonSuffix = "-poison";
    private const int LongestQueueName = 63;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly QueueTriggerDefinition trigger = (QueueTriggerDefinition)function.Trigger;
    private readonly ConcurrentDictionary<Task, bool> inWork = new();
    private readonly IdleBackOff idle = new(settings.MaxPollingInterval);

    private bool HasPoisonQueue =>
        !trigger.QueueName.EndsWith(PoisonSuffix, StringComparison.Ordinal) && trigger.QueueName.Length + PoisonSuffix.Length <= LongestQueueName;

    /// <summary>Listens until told to stop, then waits for the messages in work.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var queue = openQueue(trigger.QueueName);
        try
        {
            await PollAsync(queue, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        await Task.WhenAll(inWork.Keys);
    }

    /// <summary>A run by hand with a given text; no queue is touched.</summary>
    public Task<InvocationResult> RunOnceAsync(string text, CancellationToken stopping)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var metadata = Invocation.MetadataFor(function, clock).Merge(text);
        return invoker.InvokeWithRetriesAsync(new Invocation(function, Data(body), metadata), stopping);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A storage that is down is asked again; the listener never ends by itself.")]
    private async Task PollAsync(IQueueClient queue, CancellationToken stopping)
    {
        var exists = false;
        while (!stopping.IsCancellationRequested)
        {
            IReadOnlyList<QueueMessage> messages = [];
            try
            {
                if (!exists)
                    await queue.CreateIfNotExistsAsync(stopping);
                exists = true;
                messages = await queue.ReceiveMessagesAsync(settings.BatchSize, Lease, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                exists = false;
                log.Write(LogLevel.Warning, HostLogEntry.System, $"The queue '{trigger.QueueName}' cannot be read: {e.Message}");
            }

            foreach (var message in messages)
                Begin(queue, message, stopping);
            if (messages.Count == 0)
            {
                await Task.Delay(idle.Next(), clock, stopping);
                continue;
            }
            idle.Reset();
            while (inWork.Count > settings.NewBatchThreshold)
                await Task.WhenAny(inWork.Keys).WaitAsync(stopping);
        }
    }

    private void Begin(IQueueClient queue, QueueMessage message, CancellationToken stopping)
    {
        var work = ProcessSafelyAsync(queue, message, stopping);
        inWork[work] = true;
        _ = work.ContinueWith(done => inWork.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The message stays leased and comes back; that is the queue's own answer to any failure here.")]
    private async Task ProcessSafelyAsync(IQueueClient queue, QueueMessage message, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            await ProcessAsync(queue, message, stopping);
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Warning, HostLogEntry.System, $"The message {message.MessageId} of '{trigger.QueueName}' could not be settled: {e.Message}");
        }
    }

    private async Task ProcessAsync(IQueueClient queue, QueueMessage message, CancellationToken stopping)
    {
        if (message.Body is null || message.DequeueCount > settings.MaxDequeueCount)
        {
            log.Write(LogLevel.Error, HostLogEntry.System, message.Body is null
                ? $"The message {message.MessageId} of '{trigger.QueueName}' is not base64 and cannot be decoded."
                : $"The message {message.MessageId} of '{trigger.QueueName}' was dequeued {message.DequeueCount} times.");
            await MoveToPoisonAsync(queue, message, message.PopReceipt);
            return;
        }

        var lease = new MessageLease(queue, message, Lease, clock, log);
        var renewal = lease.StartRenewing();
        var result = await invoker.InvokeWithRetriesAsync(CreateInvocation(message), stopping);
        await renewal.DisposeAsync();

        if (result.Succeeded)
            await queue.DeleteMessageAsync(message.MessageId, lease.PopReceipt, CancellationToken.None);
        else if (message.DequeueCount >= settings.MaxDequeueCount)
            await MoveToPoisonAsync(queue, message, lease.PopReceipt);
        else if (HasPoisonQueue)
            await queue.UpdateMessageAsync(message.MessageId, lease.PopReceipt, settings.VisibilityTimeout, CancellationToken.None);
    }

    private async Task MoveToPoisonAsync(IQueueClient queue, QueueMessage message, string popReceipt)
    {
        // Without a poison queue a failed message keeps its lease: released, it would come back in a fast endless loop.
        if (!HasPoisonQueue)
            return;
        var name = trigger.QueueName + PoisonSuffix;
        var poison = openQueue(name);
        await poison.CreateIfNotExistsAsync(CancellationToken.None);
        await poison.SendMessageAsync(message.Body ?? Encoding.UTF8.GetBytes(message.RawText), cancellationToken: CancellationToken.None);
        await queue.DeleteMessageAsync(message.MessageId, popReceipt, CancellationToken.None);
        log.Write(LogLevel.Error, HostLogEntry.System, $"The message {message.MessageId} was moved to '{name}'.");
    }

    private Invocation CreateInvocation(QueueMessage message)
    {
        var metadata = Invocation.MetadataFor(function, clock)
            .Set("DequeueCount", message.DequeueCount)
            .Set("ExpirationTime", message.ExpiresAt)
            .Set("Id", message.MessageId)
            .Set("InsertionTime", message.InsertedAt)
            .Set("NextVisibleTime", message.NextVisibleAt)
            .Set("PopReceipt", message.PopReceipt);
        if (trigger.DataType != TriggerDataType.Binary)
            metadata.Merge(Encoding.UTF8.GetString(message.Body!));
        return new Invocation(function, Data(message.Body!), metadata);
    }

    private BindingData Data(byte[] body) =>
        new BindingData().Set(trigger.BindingName, trigger.DataType == TriggerDataType.Binary ? body : Encoding.UTF8.GetString(body));
}
