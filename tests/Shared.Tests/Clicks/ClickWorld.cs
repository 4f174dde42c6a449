using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Clicks;
using Smartlinks.Support;

namespace Smartlinks.Tests.Clicks;

/// <summary>A journal folder, a hub, queues and tables, and the tally of what was recorded.</summary>
internal sealed class ClickWorld : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "smartlinks-tests", Path.GetRandomFileName());

    public ClickWorld()
    {
        Options = new ClickOptions
        {
            JournalFolder = _folder,
            GatherTime = TimeSpan.Zero,
            FirstPause = TimeSpan.FromMilliseconds(1),
            LongestPause = TimeSpan.FromMilliseconds(1),
            DrainTimeout = TimeSpan.Zero,
            PackBytes = 1024,
            BatchBytes = 3000,
        };
    }

    public ClickOptions Options { get; }

    public ManualTime Time { get; } = new();

    public InMemoryEventHub Hub { get; } = new(TimeProvider.System, partitions: 2);

    public InMemoryQueueClient Spilled { get; } = new(TimeProvider.System);

    public InMemoryQueueClient Unreadable { get; } = new(TimeProvider.System);

    public InMemoryTableClient Streams { get; } = new();

    public InMemoryTableClient Rollups { get; } = new();

    public Tally Tally { get; } = new();

    public string[] JournalFiles => Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*.journal") : [];

    public ClickJournal NewJournal() => new(Options, Time);

    public ClickSender NewSender(ClickJournal journal) =>
        new(journal, Hub, Spilled, Options, TimeProvider.System, NullLogger<ClickSender>.Instance);

    public ClickAggregator NewAggregator() => new(Streams, Rollups, Unreadable, Options, NullLogger<ClickAggregator>.Instance);

    public SpilledClicksReplayer NewReplayer() =>
        new(Hub, Spilled, Unreadable, Options, TimeProvider.System, NullLogger<SpilledClicksReplayer>.Instance);

    /// <summary>A process that records clicks and is killed before it sent any.</summary>
    public void RecordAndDie(IEnumerable<Click> clicks)
    {
        using var journal = NewJournal();
        foreach (var click in clicks)
        {
            Assert.True(journal.TryAppend(click));
            Tally.Add(click);
        }
    }

    /// <summary>Hands everything on the hub to a new aggregator, in deliveries of a few events.</summary>
    public async Task CountAllAsync()
    {
        var aggregator = NewAggregator();
        for (int partition = 0; partition < Hub.PartitionCount; partition++)
        {
            foreach (var delivery in Hub.Read(partition).Select(stored => new HubEvent(stored.SequenceNumber, stored.Body, stored.EnqueuedAt)).Chunk(7))
                await aggregator.AggregateAsync(partition.ToString(System.Globalization.CultureInfo.InvariantCulture), delivery);
        }
    }

    /// <summary>Asserts that the reports say what was recorded, to the unit.</summary>
    public Task AssertCountedExactlyAsync()
    {
        Rollups.Faults.ForgetFaults();
        return Tally.AssertEqualsAsync(new ClickReporter(Rollups));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
