using Smartlinks.Clicks;

namespace Smartlinks.Tests.Clicks;

/// <summary>Clicks as they may come, from a seed.</summary>
internal static class RandomClicks
{
    private static readonly string?[] s_texts = [null, "", "instagram", "a,b;c", "50% off", "ünïcödé 音楽 🎵", "\"quoted\"\\", "<script>&'+=", "\t\n\u007f", "(other)", "x=1,y=2"];
    private static readonly string?[] s_countries = [null, "DE", "US", "JP"];
    private static readonly string[] s_services = ["spotify", "deezer", "apple-music"];

    public static Click Next(Random random, int links = 5)
    {
        var kind = (ClickKind)random.Next(4);
        return new Click(
            "lnk_" + random.Next(links),
            new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(-80_000, 160_000)).AddMilliseconds(random.Next(1000)),
            kind,
            kind is ClickKind.Click or ClickKind.SentOn ? s_services[random.Next(s_services.Length)] : null,
            Text(random), Text(random), Text(random), Text(random),
            (DeviceClass)random.Next(7),
            s_countries[random.Next(s_countries.Length)]);
    }

    public static List<Click> List(int seed, int count, int links = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Next(random, links))];
    }

    /// <summary>A pack of these clicks, as the sender would make it.</summary>
    public static string Pack(string producer, long first, IEnumerable<Click> clicks) =>
        ClickPack.Header(producer, first) + string.Concat(clicks.Select(click => ";" + Record(click)));

    public static string Record(in Click click)
    {
        byte[] bytes = new byte[ClickRecord.MaxLength];
        return System.Text.Encoding.ASCII.GetString(bytes, 0, ClickRecord.Encode(click, bytes));
    }

    // Empty counts as absent.
    private static string? Text(Random random) => s_texts[random.Next(s_texts.Length)] is { Length: > 0 } text ? text : null;
}
