using Azure;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves;

/// <summary>What is known of a bucket as a whole. <c>ETag</c> is <c>default</c> for one that is not stored yet.</summary>
/// <param name="Counts">Of all its pre-saves: changed with each of them, in one transaction.</param>
/// <param name="Holder">The turn that works in it until <paramref name="HeldUntil"/>; null: nobody does.</param>
/// <param name="Turn">Messages of an earlier turn came too late and end.</param>
/// <param name="LookAt">When the message that was put for the next turn comes; null: none was put.</param>
/// <param name="FirstLookAt">When a saver first took it; null: none did.</param>
public sealed record Bucket(PreSaveKey Key, BucketCounts Counts, string? Holder = null, DateTimeOffset? HeldUntil = null, int Turn = 0, DateTimeOffset? LookAt = null,
    DateTimeOffset? FirstLookAt = null, ETag ETag = default)
{
    /// <summary>How many pre-saves a bucket has before its slot opens more.</summary>
    public const int Full = 500;

    public bool IsHeldByAnother(string holder, DateTimeOffset now) => Holder is not null && Holder != holder && HeldUntil > now;
}

/// <summary>Row <c>bucket</c> of a partition of table <c>preSaves</c>.</summary>
public static class BucketRow
{
    public const string RowKey = "bucket";

    public static TableEntity ToEntity(Bucket bucket) => new(PreSaveRow.PartitionKey(bucket.Key), RowKey)
    {
        ["Counts"] = bucket.Counts.Write(),
        ["Holder"] = bucket.Holder,
        ["HeldUntil"] = bucket.HeldUntil,
        ["Turn"] = bucket.Turn,
        ["LookAt"] = bucket.LookAt,
        ["FirstLookAt"] = bucket.FirstLookAt,
    };

    public static Bucket FromEntity(TableEntity row) => new(PreSaveRow.Key(row.PartitionKey), BucketCounts.Read(row.GetString("Counts")), row.GetString("Holder"),
        row.GetDateTimeOffset("HeldUntil"), row.GetInt32("Turn") ?? 0, row.GetDateTimeOffset("LookAt"), row.GetDateTimeOffset("FirstLookAt"), row.ETag);
}
