using System.Text.Json;

namespace Smartlinks.Tests.Functions;

/// <summary>Bodies as the Functions host posts them: whatever is not an object is JSON inside a JSON string.</summary>
public static class HostCall
{
    public static string EventBatch(int partition, IReadOnlyList<(long Number, string Text)> events) => JsonSerializer.Serialize(new
    {
        Data = new { events = JsonSerializer.Serialize(events.Select(each => each.Text)) },
        Metadata = new
        {
            PartitionContext = new { IsCheckpointingAfterInvocation = true, EventHubName = "clicks", ConsumerGroup = "$Default", PartitionId = $"{partition}" },
            SequenceNumberArray = JsonSerializer.Serialize(events.Select(each => each.Number)),
            OffsetArray = JsonSerializer.Serialize(events.Select(each => $"{each.Number}")),
            EnqueuedTimeUtcArray = JsonSerializer.Serialize(events.Select(_ => "2026-11-20T12:00:00")),
            sys = new { MethodName = "AggregateClicks" },
        },
    });

    /// <summary>A queue message of text type: the text, encoded twice.</summary>
    public static string QueueMessage(string text) => JsonSerializer.Serialize(new
    {
        Data = new { item = JsonSerializer.Serialize(text) },
        Metadata = new { DequeueCount = "1", Id = "\"x\"", sys = new { MethodName = "ResolveRelease" } },
    });
}
