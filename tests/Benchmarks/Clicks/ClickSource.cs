using System.Text;
using Smartlinks.Clicks;

namespace Smartlinks.Benchmarks.Clicks;

/// <summary>Clicks of one producer as packs on a hub partition, from a seed; and the naive count of them.</summary>
internal sealed class ClickSource(int links, int seed, DateTimeOffset start)
{
    private static readonly string?[] s_referrers = [null, null, "l.instagram.com", "t.co", "www.google.com", "m.facebook.com", "www.tiktok.com"];
    private static readonly string?[] s_tags = [null, null, null, "instagram", "newsletter", "tiktok"];
    private static readonly string[] s_services = ["spotify", "apple-music", "youtube-music", "deezer", "tidal"];
    private static readonly string[] s_countries = ["US", "DE", "GB", "FR", "JP", "BR", "SE"];

    private readonly ZipfLinks _links = new(links);
    private readonly Random _random = new(seed);
    private readonly byte[] _record = new byte[ClickRecord.MaxLength];
    private readonly StringBuilder _pack = new();
    private long _made;

    /// <summary>Visits and clicks by link.</summary>
    public (long Visits, long Clicks)[] Tally { get; } = new (long, long)[links];

    public ZipfLinks Links => _links;

    public string NextPack(string producer, long first, int clicks)
    {
        _pack.Clear().Append(ClickPack.Header(producer, first));
        for (int i = 0; i < clicks; i++)
            _pack.Append(';').Append(Encoding.ASCII.GetString(_record, 0, ClickRecord.Encode(Next(), _record)));
        return _pack.ToString();
    }

    private Click Next()
    {
        int link = _links.Next(_random);
        var kind = (ClickKind)_random.Next(3);
        if (kind is ClickKind.Visit or ClickKind.SentOn)
            Tally[link].Visits++;
        if (kind is ClickKind.Click or ClickKind.SentOn)
            Tally[link].Clicks++;
        return new Click(_links[link], start.AddMilliseconds(_made++), kind, kind == ClickKind.Visit ? null : Any(s_services), Any(s_referrers),
            Any(s_tags), Any(s_tags), Any(s_tags), (DeviceClass)_random.Next(7), Any(s_countries));
    }

    private T Any<T>(T[] values) => values[_random.Next(values.Length)];
}
