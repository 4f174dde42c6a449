using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Clicks;

/// <summary>How clicks are kept, sent and counted. Sizes are bytes; every default suits a small instance.</summary>
public sealed class ClickOptions
{
    /// <summary>Folder of the journal files, on the instance's own disk. Several processes may share it.</summary>
    [Required]
    public string JournalFolder { get; set; } = Path.Combine(Path.GetTempPath(), "smartlinks", "clicks");

    /// <summary>Folder of <c>crawlers.json</c> and <c>countries.bin</c>. What is missing there is done without.</summary>
    [Required]
    public string DataFolder { get; set; } = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Size at which a journal file is closed and the next begun: 4 KiB to 256 MiB.</summary>
    [Range(4096, 268_435_456)]
    public int SegmentBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Unsent bytes, over all journals of the folder, above which a refusing hub makes clicks spill to the queue: 4 KiB to 1 GiB.</summary>
    [Range(4096, 1_073_741_824)]
    public long SpillAboveBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Unsent bytes of one process at which its journal takes no more and clicks are sent directly: 64 KiB to 16 GiB.</summary>
    [Range(65_536, 17_179_869_184)]
    public long MaximumJournalBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How long clicks gather before a batch leaves: 0 to 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01", ParseLimitsInInvariantCulture = true)]
    public TimeSpan GatherTime { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Size of one hub event: 1 KiB to 200 KiB.</summary>
    [Range(1024, 204_800)]
    public int PackBytes { get; set; } = 200_000;

    /// <summary>Size of one batch of hub events, JSON included: 2 KiB to 900 KiB (the hub takes 1 MB).</summary>
    [Range(2048, 921_600)]
    public int BatchBytes { get; set; } = 900_000;

    /// <summary>How long one send may take before it counts as failed: 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after the first failed send; doubles, with jitter, up to <see cref="LongestPause"/>: 1 ms to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two tries: 1 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the folder is searched for journals whose process died: 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan AdoptionInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping process goes on sending: 0 to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a fan may wait for the direct send when the disk refuses: 0 to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DirectSendTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a spilled message is hidden again when the hub still refuses it: 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ReplayPause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Rollup rows kept in memory per hub partition: 100 to 1,000,000.</summary>
    [Range(100, 1_000_000)]
    public int CachedRollups { get; set; } = 20_000;

    /// <summary>Rollup rows written at once: 1 to 64.</summary>
    [Range(1, 64)]
    public int ParallelWrites { get; set; } = 16;

    /// <summary>
    /// How long a silent producer is remembered: 1 to 60 days. Longer than the hub keeps events (at most 7 days on the
    /// standard tier), so that nothing the hub can deliver again is ever new.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "60.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RememberProducers { get; set; } = TimeSpan.FromDays(8);
}
