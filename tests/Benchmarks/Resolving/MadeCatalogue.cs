using System.Globalization;
using System.Text;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>Recordings nobody made, the same every time: every fifth is another version of the one before it, every seventh has the title of another artist's.</summary>
internal static class MadeCatalogue
{
    private static readonly string[] s_first = ["Silver", "Hollow", "Paper", "Midnight", "Northern", "Slow", "Golden", "Broken", "Quiet", "Second", "Distant", "Little", "Burning", "Winter", "Glass", "Wild", "Velvet", "Early", "Hidden", "Open"];
    private static readonly string[] s_second = ["Harbor", "Letters", "Avenue", "Rivers", "Mirrors", "Parade", "Orchard", "Signals", "Islands", "Weather", "Stations", "Gardens", "Shadows", "Engines", "Bridges", "Lanterns", "Tides", "Windows", "Voices", "Seasons"];
    private static readonly string[] s_versions = ["Live", "Acoustic", "Instrumental", "2022 Remaster", "Sped Up", "Radio Edit"];

    public static async Task WriteAsync(string file, int count)
    {
        var text = new StringBuilder("isrc,title,version,album,artists,released,durationMs\n");
        var (title, artist, seconds) = ("", "", 0);
        for (var row = 0; row < count; row++)
        {
            var version = row % 5 == 4 ? s_versions[row / 5 % s_versions.Length] : "";
            if (version.Length == 0)
            {
                // 400 names; from the 400th row on they come again, with other artists.
                var name = row % 7 == 6 ? row - 3 : row;
                (title, artist, seconds) = ($"{s_first[name % 20]} {s_second[name / 20 % 20]}", $"{s_second[row % 20]} of {s_first[row / 20 % 20]} {row}", 140 + (row * 37 % 160));
            }

            var album = version.Length == 0 ? title : $"{title} ({version})";
            text.Append(CultureInfo.InvariantCulture, $"QZTST26{row:00000},{title},{version},{album},{artist},{2000 + (row % 25)}-{1 + (row % 12):00}-{1 + (row % 28):00},{(seconds + (version.Length * 3)) * 1000}\n");
        }

        await File.WriteAllTextAsync(file, text.ToString());
    }
}
