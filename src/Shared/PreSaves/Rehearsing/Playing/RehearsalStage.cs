using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Saving;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Storage.InMemory;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>
/// The engine of release night itself, over storage in memory, with a clock that is moved and libraries that stand in for the services'. Nothing of it reaches real storage, a
/// service, or a mailbox: it is given none of them.
/// </summary>
public sealed class RehearsalStage
{
    private readonly RehearsalCopy _copy;
    private readonly PreSaveTaker _taker;

    /// <param name="real">Named and paced like these; none of them is called.</param>
    /// <param name="between">What stands between engine and libraries; null: nothing.</param>
    public RehearsalStage(RehearsalCopy copy, IEnumerable<IFanLibrary> real, PreSaveOptions options, bool hasTroubles = false, Func<RehearsedLibrary, IFanLibrary>? between = null)
    {
        _copy = copy;
        Clock = new RehearsalClock(copy.TakenAt);
        Troubles = hasTroubles ? new RehearsedTroubles(Clock) : null;
        Libraries = [.. real.Select(each => new RehearsedLibrary(each, Clock, Troubles))];
        Queue = new InMemoryQueueClient(Clock, SaveRequests.QueueName);
        var ids = new RandomIdSource(Clock);
        var (requests, watch) = (new SaveRequests(Queue), new PaceWatch(Clock));
        var (libraries, index) = (new FanLibraries([.. Libraries.Select(library => between?.Invoke(library) ?? library)]), new FanIndex(FanRows));
        Links = new LinkStore(LinkRows, new InMemoryTableClient(OrganizationLinkRow.Table));
        (Slots, Buckets, Moments) = (new Slots(SlotRows), new Buckets(PreSaveRows), new SaveMoments(MomentRows));
        Follower = new MomentFollower(Links, Slots, Moments, Clock);
        Timer = new SaveTimer(Moments, Slots, Buckets, Links, Follower, requests, Clock, NullLogger<SaveTimer>.Instance);
        Saver = new BucketSaver(Buckets, Slots, Links, Follower, requests, libraries, new FanSaver(new RehearsedGrants(copy, Clock), Clock, NullLogger<FanSaver>.Instance),
            new FanSiblings(index, Buckets, Slots, Links, Clock), watch, options, ids, Clock, NullLogger<BucketSaver>.Instance);
        _taker = new PreSaveTaker(index, Slots, Buckets, Follower, Clock);
    }

    public RehearsalClock Clock { get; }

    public IReadOnlyList<RehearsedLibrary> Libraries { get; }

    /// <summary>Null: the services behave.</summary>
    public RehearsedTroubles? Troubles { get; }

    public InMemoryQueueClient Queue { get; }

    public SaveTimer Timer { get; }

    public BucketSaver Saver { get; }

    public MomentFollower Follower { get; }

    public LinkStore Links { get; }

    public Slots Slots { get; }

    /// <summary>The switches of all storage the engine uses.</summary>
    public IReadOnlyList<FaultSwitch> Faults => [LinkRows.Faults, SlotRows.Faults, PreSaveRows.Faults, MomentRows.Faults, Queue.Faults];

    public IReadOnlyList<PreSave> PreSaves => [.. PreSaveRows.Rows.Where(row => row.RowKey != BucketRow.RowKey).Select(PreSaveRow.FromEntity)];

    public IReadOnlyList<Bucket> AllBuckets => [.. PreSaveRows.Rows.Where(row => row.RowKey == BucketRow.RowKey).Select(BucketRow.FromEntity)];

    private InMemoryTableClient LinkRows { get; } = new(LinkRow.Table);

    private InMemoryTableClient SlotRows { get; } = new(SlotRow.Table);

    private InMemoryTableClient PreSaveRows { get; } = new(PreSaveRow.Table);

    private InMemoryTableClient MomentRows { get; } = new(SaveMoments.Table);

    private InMemoryTableClient FanRows { get; } = new(FanIndex.Table);

    private Buckets Buckets { get; }

    private SaveMoments Moments { get; }

    /// <summary>Lays the copy out, then has the made-up fans say yes as real ones do.</summary>
    public async Task SetAsync(IEnumerable<MadeUpFan> madeUp, CancellationToken cancellationToken)
    {
        await LinkRows.UpsertEntityAsync(LinkRow.ToEntity(_copy.Link), cancellationToken: cancellationToken);
        foreach (var slot in _copy.Slots) await SlotRows.UpsertEntityAsync(SlotRow.ToEntity(slot), cancellationToken: cancellationToken);
        foreach (var moment in _copy.Moments) await Moments.PutAsync(moment, cancellationToken);
        foreach (var bucket in _copy.PreSaves.GroupBy(preSave => preSave.Key))
            foreach (var page in bucket.Chunk(Buckets.MostAtOnce)) await LayAsync(bucket.Key, page, cancellationToken);
        foreach (var fan in madeUp) await _taker.TakeAsync(_copy.Link, fan.Service, fan.Fan, fan.Zone, null, follows: false, null, cancellationToken);
    }

    /// <summary>When the timer next finds something, or a message comes; null: the night is over.</summary>
    public async Task<(DateTimeOffset? Timer, DateTimeOffset? Message)> NextAsync(CancellationToken cancellationToken) =>
        (await Moments.FindFirstAsync(cancellationToken) is { } first ? first.FiresAt - SaveTimer.Ahead : null, Queue.NextVisibleAt);

    /// <summary>Changes the release as an admin does, and follows as the message does that comes with it.</summary>
    public async Task MoveReleaseAsync(ReleaseMoment release, CancellationToken cancellationToken)
    {
        await Links.ChangeAsync(_copy.Link.Address, _copy.Link.Id, link => link with { Release = release }, cancellationToken);
        await Follower.FollowAsync(_copy.Link.Address, _copy.Link.Id, cancellationToken);
    }

    private async Task LayAsync(PreSaveKey key, PreSave[] page, CancellationToken cancellationToken)
    {
        DateTimeOffset? firstLookAt = _copy.FirstLooks.TryGetValue(key, out var at) ? at : null;
        await Buckets.ChangeAsync(key, bucket => new BucketChange(bucket with { FirstLookAt = firstLookAt }, page, []), cancellationToken);
        // What a service took before is there, or nobody would look for it.
        foreach (var preSave in page.Where(each => each.Reason == PreSaveReasons.ToBeVerified && !each.IsEnded))
            if (SaveItem.Of(_copy.Link, preSave.Service) is { } item) Libraries.FirstOrDefault(library => library.Service == preSave.Service)?.Put(preSave.Fan, item.Item);
    }
}
