using Azure;

namespace Smartlinks.Clicks;

/// <summary>What a count is broken down by. <see cref="Service"/> counts clicks, all others count visits.</summary>
internal enum RollupDimension
{
    Service,
    Referrer,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    Device,
    Country,
}

/// <summary>
/// The counts of one link on one day (UTC, by the click's own time) from one hub partition: exact for every hub event up to
/// <see cref="LastSequence"/> and none after it.
/// </summary>
/// <remarks>
/// A visit that is sent straight on is a visit and a click. Dimensions other than the service count visits: a click that
/// came without one (a link straight to a service) shows under its service and in the day only. What is absent is not counted.
/// </remarks>
internal sealed class Rollup(string linkId, DateOnly day, string partition)
{
    /// <summary>Values a dimension has before further ones count as <see cref="Other"/>; the first to come are kept.</summary>
    public const int MaxValues = 200;
    public const string Other = "(other)";

    public static readonly int Dimensions = Enum.GetValues<RollupDimension>().Length;

    // A property holds 32 Ki characters; each value is followed by a count of at most 20 digits and two separators.
    private const int MaxCharacters = 30_000;
    private const int CharactersPerCount = 22;

    private readonly int[] _values = new int[Dimensions];
    private readonly int[] _characters = new int[Dimensions];

    public string LinkId { get; } = linkId;

    public DateOnly Day { get; } = day;

    public string Partition { get; } = partition;

    /// <summary>Default: not stored yet.</summary>
    public ETag ETag { get; set; }

    public long LastSequence { get; set; } = -1;

    public long Visits { get; set; }

    public long Clicks { get; set; }

    public long Bots { get; set; }

    public DateTimeOffset? LastClickAt { get; set; }

    public Dictionary<(RollupDimension Dimension, string Value), long> Counts { get; } = [];

    public void Apply(in Click click)
    {
        if (LastClickAt is null || click.At > LastClickAt)
            LastClickAt = click.At;
        if (click.Kind == ClickKind.Bot)
        {
            Bots++;
            return;
        }
        if (click.Kind is ClickKind.Click or ClickKind.SentOn)
        {
            Clicks++;
            Add(RollupDimension.Service, click.Service);
        }
        if (click.Kind is ClickKind.Visit or ClickKind.SentOn)
        {
            Visits++;
            Add(RollupDimension.Referrer, click.ReferrerHost);
            Add(RollupDimension.UtmSource, click.UtmSource);
            Add(RollupDimension.UtmMedium, click.UtmMedium);
            Add(RollupDimension.UtmCampaign, click.UtmCampaign);
            Add(RollupDimension.Device, DeviceName(click.Device));
            Add(RollupDimension.Country, click.Country);
        }
    }

    /// <summary>Adds to one value of one dimension, or to <see cref="Other"/> once the dimension is full.</summary>
    public void Add(RollupDimension dimension, string? value, long count = 1)
    {
        if (string.IsNullOrEmpty(value))
            return;
        ref long known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(Counts, (dimension, value));
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known))
        {
            known += count;
            return;
        }
        int characters = RollupRow.EncodedLength(value) + CharactersPerCount;
        bool full = _values[(int)dimension] >= MaxValues || _characters[(int)dimension] + characters > MaxCharacters;
        if (full && value != Other)
        {
            Add(dimension, Other, count);
            return;
        }
        Counts[(dimension, value)] = count;
        if (value == Other)
            return;
        _values[(int)dimension]++;
        _characters[(int)dimension] += characters;
    }

    private static string? DeviceName(DeviceClass device) => device switch
    {
        DeviceClass.Phone => "phone",
        DeviceClass.Tablet => "tablet",
        DeviceClass.Desktop => "desktop",
        DeviceClass.Tv => "tv",
        DeviceClass.Console => "console",
        DeviceClass.Speaker => "speaker",
        DeviceClass.Unknown or _ => null,
    };
}
