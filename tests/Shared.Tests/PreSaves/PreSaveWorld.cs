using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Reporting;
using Smartlinks.PreSaves.Saving;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

/// <summary>The whole engine over storage in memory, with libraries and grants that a test decides about. A fan's access token is the fan's id until told otherwise.</summary>
internal sealed class PreSaveWorld : IGrantAccess
{
    public static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    public static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>Out on December 4th at each fan's midnight.</summary>
    public static readonly ReleaseMoment DecemberFourth = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null);

    public static readonly DateTimeOffset BerlinMidnight = new(2026, 12, 3, 23, 0, 0, TimeSpan.Zero);

    private readonly FanLibraries _libraries;
    private readonly PreSaveOptions _options;

    /// <param name="tables">Real ones in the place of those in memory, by name.</param>
    public PreSaveWorld(PreSaveOptions? options = null, IReadOnlyDictionary<string, ITableClient>? tables = null)
    {
        ITableClient Table(InMemoryTableClient inMemory) => tables?[inMemory.Name] ?? inMemory;

        Queue = new InMemoryQueueClient(Time);
        Store = new LinkStore(Links, Pointers);
        Buckets = new Buckets(Table(PreSaveRows));
        Slots = new Slots(Table(SlotRows));
        Moments = new SaveMoments(Table(MomentRows));
        Index = new FanIndex(Table(FanRows));
        Follower = new MomentFollower(Store, Slots, Moments, Time);
        Requests = new SaveRequests(Queue);
        Taker = new PreSaveTaker(Index, Slots, Buckets, Follower, Time);
        Canceler = new PreSaveCanceler(Index, Buckets, Time);
        OfFan = new FanPreSaves(Index, Buckets, Slots, Store);
        Timer = new SaveTimer(Moments, Slots, Buckets, Store, Follower, Requests, Time, NullLogger<SaveTimer>.Instance);
        _libraries = new FanLibraries([Spotify, Apple, Deezer]);
        _options = options ?? new PreSaveOptions();
        Progress = new PreSaveProgressReader(Slots, Buckets, _libraries, Time);
        Report = new PreSaveReport(Table(PreSaveRows));
        Watch = new PaceWatch(Time);
        Saver = NewSaver(null);
    }

    public ManualTime Time { get; } = new();

    public NotedLog<BucketSaver> Log { get; } = new();

    public ScriptedIds Ids { get; } = new();

    public InMemoryTableClient Links { get; } = new("links");

    public InMemoryTableClient Pointers { get; } = new("organizationLinks");

    public InMemoryTableClient PreSaveRows { get; } = new(PreSaveRow.Table);

    public InMemoryTableClient SlotRows { get; } = new(SlotRow.Table);

    public InMemoryTableClient MomentRows { get; } = new(SaveMoments.Table);

    public InMemoryTableClient FanRows { get; } = new(FanIndex.Table);

    public InMemoryQueueClient Queue { get; }

    public TestLibrary Spotify { get; } = new(StreamingService.Spotify);

    public TestLibrary Apple { get; } = new(StreamingService.AppleMusic) { OnlyTakes = true };

    public TestLibrary Deezer { get; } = new(StreamingService.Deezer);

    public LinkStore Store { get; }

    public Buckets Buckets { get; }

    public Slots Slots { get; }

    public SaveMoments Moments { get; }

    public FanIndex Index { get; }

    public MomentFollower Follower { get; }

    public SaveRequests Requests { get; }

    public PreSaveTaker Taker { get; }

    public PreSaveCanceler Canceler { get; }

    public FanPreSaves OfFan { get; }

    public SaveTimer Timer { get; }

    public PreSaveProgressReader Progress { get; }

    public PreSaveReport Report { get; }

    public BucketSaver Saver { get; private set; }

    public PaceWatch Watch { get; }

    /// <summary>What a grant gives, by fan and refused token; null: the fan's id as the token.</summary>
    public Func<FanId, string?, GrantAccess?> Grant { get; set; } = (_, _) => null;

    /// <summary>The switches of all storage that pre-saves use.</summary>
    public IReadOnlyList<FaultSwitch> Faults => [PreSaveRows.Faults, SlotRows.Faults, MomentRows.Faults, FanRows.Faults, Links.Faults, Queue.Faults];

    /// <summary>From now on fans are written to.</summary>
    public void Tell(PreSaveNotices notices) => Saver = NewSaver(notices);

    public FanId NewFan() => FanId.New(Ids);

    public Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, string? refused, CancellationToken cancellationToken) =>
        Task.FromResult(Grant(fan, refused) ?? new GrantAccess.Open(fan.ToString()));

    /// <summary>Stores a link that waits for its release; <paramref name="found"/>: its destinations are proven already.</summary>
    /// <param name="spotifyId">What it leads to at Spotify.</param>
    public async Task<Link> LinkAsync(string slug = "some-slug", ReleaseMoment? release = null, bool found = true, LinkId? id = null, string organization = "org_some-label", string? spotifyId = null)
    {
        var link = Some.Link(slug, id, Smartlinks.Organizations.OrganizationId.Parse(organization)) with { Release = release ?? DecemberFourth, Resolving = false };
        foreach (var url in new[] { spotifyId is null ? Some.SpotifyUrl() : Some.SpotifyUrl(spotifyId), DestinationUrl.Parse(StreamingService.AppleMusic, "https://music.apple.com/us/album/some/1440935467?i=1440935808"), Some.DeezerUrl() })
            link = link.With(found ? new Destination(url.Service, url, DestinationStatus.Confirmed, []) : Destination.Pending(url.Service));
        Assert.True(await Store.TryReserveAsync(link, default));
        await Store.PointToAsync(link, default);
        return (await Store.FindFollowingAsync(link.Address, default))!;
    }

    public async Task<Link> ChangeAsync(Link link, Func<Link, Link> change) => (await Store.ChangeAsync(link.Address, link.Id, change, default))!;

    public Task<TakeResult> TakeAsync(Link link, FanId fan, StreamingService? service = null, TimeZoneInfo? zone = null, string? country = "DE", bool follows = false) =>
        Taker.TakeAsync(link, service ?? StreamingService.Spotify, fan, zone ?? Berlin, country, follows, null, default);

    public async Task<FanId> TakenAsync(Link link, StreamingService? service = null, TimeZoneInfo? zone = null, string? country = "DE", bool follows = false)
    {
        var fan = NewFan();
        Assert.IsType<TakeResult.Taken>(await TakeAsync(link, fan, service, zone, country, follows));
        return fan;
    }

    public IReadOnlyList<PreSave> All => [.. PreSaveRows.Rows.Where(row => row.RowKey != BucketRow.RowKey).Select(PreSaveRow.FromEntity)];

    public PreSave Of(FanId fan) => All.Single(preSave => preSave.Fan == fan);

    public IReadOnlyList<Bucket> AllBuckets => [.. PreSaveRows.Rows.Where(row => row.RowKey == BucketRow.RowKey).Select(BucketRow.FromEntity)];

    public int MomentCount => MomentRows.Rows.Count(row => row.PartitionKey != "state");

    /// <summary>The counts of every bucket are those of its rows.</summary>
    public void CountsAreRight()
    {
        var counted = AllBuckets.SelectMany(bucket => bucket.Counts.All.Select(count => $"{PreSaveRow.PartitionKey(bucket.Key)} {count.Service} {count.State} {count.Reason} {count.Count}"));
        var there = All.GroupBy(each => (Key: PreSaveRow.PartitionKey(each.Key), each.Service, each.State, each.Reason))
            .Select(group => $"{group.Key.Key} {group.Key.Service} {group.Key.State} {group.Key.Reason} {group.Count()}");
        Assert.Equal(there.Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
    }

    /// <summary>Works off what is in the queue now, one message after the other.</summary>
    public async Task DrainAsync()
    {
        while (await Queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1)) is [var message])
        {
            await Saver.SaveAsync(SavesDue.TryRead(Encoding.UTF8.GetString(message.Body!))!, default);
            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    /// <summary>Fires the timer at each full minute up to and at <paramref name="until"/>, and works off the queue in between; more rarely while that is days ahead.</summary>
    public async Task RunUntilAsync(DateTimeOffset until, TimeSpan? step = null)
    {
        while (Time.GetUtcNow() < until)
        {
            var size = step ?? (until - Time.GetUtcNow() > TimeSpan.FromDays(2) ? TimeSpan.FromHours(6) : TimeSpan.FromMinutes(1));
            var next = new DateTimeOffset(((Time.GetUtcNow().UtcTicks / size.Ticks) + 1) * size.Ticks, TimeSpan.Zero);
            Time.MoveTo(next < until ? next : until);
            await Timer.FireAsync(default);
            await DrainAsync();
        }
    }

    /// <summary>Goes to a moment at which nobody has looked yet.</summary>
    public void GoTo(DateTimeOffset at) => Time.MoveTo(at);

    private BucketSaver NewSaver(PreSaveNotices? notices) => new(Buckets, Slots, Store, Follower, Requests, _libraries, new FanSaver(this, Time, NullLogger<FanSaver>.Instance), new FanSiblings(Index, Buckets, Slots, Store, Time), Watch,
        _options, Ids, Time, Log, notices);
}
