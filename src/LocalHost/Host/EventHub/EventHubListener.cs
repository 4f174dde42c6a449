using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Feeds one Event Hubs function: in each partition one batch at a time and in order, partitions side by side. The checkpoint is written
/// after every batch, also when it failed after its retries, and not while the host stops.
/// </summary>
internal sealed class EventHubListener(FunctionDefinition function, EventHubSettings settings, HubStore hub, EventHubFaults faults,
    FunctionInvoker invoker, TimeProvider clock, HostLog log)
{
    private readonly EventHubTriggerDefinition trigger = (EventHubTriggerDefinition)function.Trigger;

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(hub.Partitions.Select(partition => ReadPartitionAsync(partition, stopping)));

    /// <summary>A run by hand with one text event; no partition is touched.</summary>
    public Task<InvocationResult> RunOnceAsync(string text, CancellationToken stopping)
    {
        var item = new HubEvent(0, 0, clock.GetUtcNow(), null, "{}"u8.ToArray(), Encoding.UTF8.GetBytes(text));
        return DeliverAsync(0, [item], stopping);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A damaged partition must be told loudly and must not stop the others.")]
    private async Task ReadPartitionAsync(PartitionLog partition, CancellationToken stopping)
    {
        try
        {
            await ReadBatchesAsync(partition, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Critical, HostLogEntry.System, $"Partition {partition.Id} of '{trigger.EventHubName}' is not read any more.", e);
        }
    }

    private async Task ReadBatchesAsync(PartitionLog partition, CancellationToken stopping)
    {
        var checkpoint = hub.ReadCheckpoint(trigger.ConsumerGroup, partition.Id);
        var reader = new PartitionReader(partition, FirstToRead(partition, checkpoint));
        var isFirst = true;
        var sinceCheckpoint = 0;
        while (!stopping.IsCancellationRequested)
        {
            await partition.WaitForAsync(reader.NextSequenceNumber, stopping);
            if (!isFirst && settings.MinEventBatchSize > 1)
                await WaitForMoreAsync(partition, reader.NextSequenceNumber + settings.MinEventBatchSize - 1, stopping);
            isFirst = false;

            var batch = reader.Read(settings.MaxEventBatchSize);
            if (batch.Count == 0)
                continue;
            for (var times = faults.DeliversTwice ? 2 : 1; times > 0 && !stopping.IsCancellationRequested; times--)
                await DeliverAsync(partition.Id, batch, stopping);
            if (stopping.IsCancellationRequested)
                return;
            if (++sinceCheckpoint >= settings.BatchCheckpointFrequency)
            {
                hub.WriteCheckpoint(trigger.ConsumerGroup, partition.Id, new Checkpoint(batch[^1].SequenceNumber, batch[^1].Offset));
                sinceCheckpoint = 0;
            }
        }
    }

    private long FirstToRead(PartitionLog partition, Checkpoint? checkpoint)
    {
        if (checkpoint is not null)
            return Math.Clamp(checkpoint.SequenceNumber + 1, partition.FirstSequenceNumber, partition.NextSequenceNumber);
        return settings.InitialOffset switch
        {
            InitialOffset.FromStart => partition.FirstSequenceNumber,
            InitialOffset.FromEnd => partition.NextSequenceNumber,
            InitialOffset.FromEnqueuedTime => FirstSince(partition, settings.InitialTime),
            _ => throw new InvalidOperationException($"Unknown initial offset {settings.InitialOffset}."),
        };
    }

    private static long FirstSince(PartitionLog partition, DateTimeOffset time)
    {
        var reader = new PartitionReader(partition, partition.FirstSequenceNumber);
        while (reader.Read(1000) is { Count: > 0 } events)
        {
            if (events.Find(item => item.EnqueuedAt >= time) is { } found)
                return found.SequenceNumber;
        }
        return partition.NextSequenceNumber;
    }

    private async Task WaitForMoreAsync(PartitionLog partition, long sequenceNumber, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(settings.MaxWaitTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await partition.WaitForAsync(sequenceNumber, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // The partial batch goes out.
        }
    }

    private async Task<InvocationResult> DeliverAsync(int partition, List<HubEvent> batch, CancellationToken stopping)
    {
        if (trigger.IsMany)
            return await InvokeAsync(() => CreateMany(partition, batch), stopping);
        var last = new InvocationResult(null);
        foreach (var item in batch)
        {
            if (stopping.IsCancellationRequested)
                break;
            last = await InvokeAsync(() => CreateOne(partition, item), stopping);
        }
        return last;
    }

    private async Task<InvocationResult> InvokeAsync(Func<Invocation> create, CancellationToken stopping)
    {
        try
        {
            return await invoker.InvokeWithRetriesAsync(create(), stopping);
        }
        catch (JsonException e)
        {
            // dataType not set: the host parses every event before the call, and one that is no JSON fails the whole batch.
            var result = InvocationResult.Failed($"Binding parameters to complex objects uses JSON serialization, and an event is not JSON: {e.Message}");
            log.Write(LogLevel.Error, HostLogEntry.Results, $"Executed 'Functions.{function.Name}' (Failed): {result.Failure} Set \"dataType\" in function.json.");
            return result;
        }
    }

    private Invocation CreateMany(int partition, List<HubEvent> batch)
    {
        var data = new BindingData().Set(trigger.BindingName, Array(batch, WriteBody));
        var metadata = Invocation.MetadataFor(function, clock)
            .Set("PartitionContext", Context(partition))
            .Set("PartitionKeyArray", Array(batch, static (writer, item) => WriteKey(writer, item)))
            .Set("OffsetArray", Array(batch, static (writer, item) => writer.WriteStringValue($"{item.Offset}")))
            .Set("SequenceNumberArray", Array(batch, static (writer, item) => writer.WriteNumberValue(item.SequenceNumber)))
            .Set("EnqueuedTimeUtcArray", Array(batch, static (writer, item) => writer.WriteStringValue(WithoutZone(item))))
            .Set("PropertiesArray", Array(batch, static (writer, item) => writer.WriteRawValue(item.Properties, skipInputValidation: true)))
            .Set("SystemPropertiesArray", Array(batch, static (writer, item) => WriteSystemProperties(writer, item)));
        return new Invocation(function, data, metadata);
    }

    private Invocation CreateOne(int partition, HubEvent item)
    {
        var metadata = Invocation.MetadataFor(function, clock)
            .Set("PartitionContext", Context(partition))
            .Set("PartitionKey", item.PartitionKey)
            .Set("Offset", $"{item.Offset}")
            .Set("SequenceNumber", item.SequenceNumber)
            .Set("EnqueuedTimeUtc", WithoutZone(item))
            .Set("Properties", new InlineJson(item.Properties))
            .Set("SystemProperties", new InlineJson(BindingData.Json(writer => WriteSystemProperties(writer, item))));
        object data = item.Body;
        if (trigger.DataType != TriggerDataType.Binary)
        {
            var text = Encoding.UTF8.GetString(item.Body);
            metadata.Merge(text);
            data = text;
        }
        return new Invocation(function, new BindingData().Set(trigger.BindingName, data), metadata);
    }

    private void WriteBody(Utf8JsonWriter writer, HubEvent item)
    {
        switch (trigger.DataType)
        {
            case TriggerDataType.Binary:
                writer.WriteBase64StringValue(item.Body);
                break;
            case TriggerDataType.Text when Utf8.IsValid(item.Body):
                writer.WriteStringValue(item.Body);
                break;
            case TriggerDataType.Text:
                writer.WriteStringValue(Encoding.UTF8.GetString(item.Body));
                break;
            case TriggerDataType.None:
                using (var document = JsonDocument.Parse(item.Body))
                    document.RootElement.WriteTo(writer);
                break;
            default:
                throw new InvalidOperationException($"Unknown data type {trigger.DataType}.");
        }
    }

    private InlineJson Context(int partition) => new(BindingData.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("IsCheckpointingAfterInvocation", true);
        writer.WriteString("FullyQualifiedNamespace", "127.0.0.1");
        writer.WriteString("EventHubName", trigger.EventHubName);
        writer.WriteString("ConsumerGroup", trigger.ConsumerGroup);
        writer.WriteString("PartitionId", $"{partition}");
        writer.WriteEndObject();
    }));

    private static EncodedJson Array(List<HubEvent> batch, Action<Utf8JsonWriter, HubEvent> write) => new(BindingData.Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in batch)
            write(writer, item);
        writer.WriteEndArray();
    }));

    private static void WriteSystemProperties(Utf8JsonWriter writer, HubEvent item)
    {
        writer.WriteStartObject();
        writer.WriteNumber("SequenceNumber", item.SequenceNumber);
        writer.WriteString("Offset", $"{item.Offset}");
        writer.WritePropertyName("PartitionKey");
        WriteKey(writer, item);
        writer.WriteString("EnqueuedTimeUtc", WithoutZone(item));
        writer.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter writer, HubEvent item)
    {
        if (item.PartitionKey is null)
            writer.WriteNullValue();
        else
            writer.WriteStringValue(item.PartitionKey);
    }

    // Event Hubs hands out times that are UTC by name only.
    private static DateTime WithoutZone(HubEvent item) => DateTime.SpecifyKind(item.EnqueuedAt.UtcDateTime, DateTimeKind.Unspecified);
}
