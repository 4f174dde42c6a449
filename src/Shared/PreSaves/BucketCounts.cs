using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves;

/// <summary>How many pre-saves of a service are in a state for a reason.</summary>
public sealed record PreSaveCount(StreamingService Service, PreSaveState State, string? Reason, int Count)
{
    public bool IsEnded => State >= PreSaveState.Saved;
}

/// <summary>Counts of pre-saves by service, state and reason; none is negative, and none is kept at 0. Immutable.</summary>
public sealed partial class BucketCounts
{
    public static readonly BucketCounts None = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, int> _counts;

    private BucketCounts(ImmutableSortedDictionary<string, int> counts) => _counts = counts;

    public IEnumerable<PreSaveCount> All => _counts.Select(pair => Read(pair.Key, pair.Value));

    public int Total => _counts.Values.Sum();

    public int Open => All.Where(count => !count.IsEnded).Sum(count => count.Count);

    public BucketCounts With(PreSave preSave) => Change(preSave, 1);

    public BucketCounts Without(PreSave preSave) => Change(preSave, -1);

    public BucketCounts Plus(BucketCounts other)
    {
        var sum = _counts.ToBuilder();
        foreach (var (key, count) in other._counts) sum[key] = sum.GetValueOrDefault(key) + count;
        return new BucketCounts(sum.ToImmutable());
    }

    /// <summary>A JSON object, <c>{"spotify|Queued|rateLimited":3}</c>; the reason is empty where there is none.</summary>
    public string Write() => JsonSerializer.Serialize(new Dictionary<string, int>(_counts), CountsJson.Default.DictionaryStringInt32);

    public static BucketCounts Read(string? text) =>
        text is null ? None : new BucketCounts((JsonSerializer.Deserialize(text, CountsJson.Default.DictionaryStringInt32) ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal));

    private BucketCounts Change(PreSave preSave, int by)
    {
        var key = $"{preSave.Service}|{preSave.State}|{preSave.Reason}";
        var count = _counts.GetValueOrDefault(key) + by;
        if (count < 0) throw new InvalidOperationException($"The counts of {PreSaveRow.PartitionKey(preSave.Key)} have no {key} to take away.");
        return new BucketCounts(count == 0 ? _counts.Remove(key) : _counts.SetItem(key, count));
    }

    private static PreSaveCount Read(string key, int count)
    {
        var parts = key.Split('|');
        return new PreSaveCount(StreamingService.Parse(parts[0]), Enum.Parse<PreSaveState>(parts[1]), parts[2].Length == 0 ? null : parts[2], count);
    }

    [JsonSerializable(typeof(Dictionary<string, int>))]
    private sealed partial class CountsJson : JsonSerializerContext;
}
