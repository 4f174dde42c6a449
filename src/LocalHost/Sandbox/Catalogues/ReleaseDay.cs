using System.Globalization;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>A release date as precise as it is known. The sandbox's services show a release from 00:00 UTC of its first day on.</summary>
/// <param name="Text">As services write it: <c>2024-08-16</c>, <c>2024-08</c> or <c>2024</c>.</param>
/// <param name="Precision">Spotify's word for it: day, month or year.</param>
/// <param name="FirstDay">The day itself, or the first one of the month or year.</param>
public sealed record ReleaseDay(string Text, string Precision, DateOnly FirstDay)
{
    private static readonly (string Format, string Precision)[] s_formats = [("yyyy-MM-dd", "day"), ("yyyy-MM", "month"), ("yyyy", "year")];

    public static bool TryParse(string text, out ReleaseDay day)
    {
        foreach (var (format, precision) in s_formats)
        {
            if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                day = new ReleaseDay(text, precision, date);
                return true;
            }
        }

        day = new ReleaseDay("", "", default);
        return false;
    }

    /// <summary>Deezer's form, which always names a day.</summary>
    public string Day => FirstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public bool IsOut(DateTimeOffset now) => now.UtcDateTime >= FirstDay.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
