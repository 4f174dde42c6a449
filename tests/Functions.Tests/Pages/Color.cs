using System.Globalization;

namespace Smartlinks.Functions.Tests.Pages;

/// <summary>An sRGB color, channels 0 to 255, and its contrast as WCAG 2.2 defines it.</summary>
internal readonly record struct Color(double Red, double Green, double Blue, double Alpha)
{
    /// <summary>Reads <c>#rgb</c>, <c>#rrggbb</c> and <c>rgb(r g b/a)</c>.</summary>
    public static Color Parse(string text)
    {
        if (text.StartsWith('#'))
        {
            var digits = text.Length == 4 ? string.Concat(text[1..].Select(digit => $"{digit}{digit}")) : text[1..];
            var value = int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return new Color(value >> 16, (value >> 8) & 255, value & 255, 1);
        }

        var parts = text["rgb(".Length..^1].Split(' ', '/').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new Color(parts[0], parts[1], parts[2], parts[3]);
    }

    public Color Over(Color ground) => new(
        Mix(Red, ground.Red), Mix(Green, ground.Green), Mix(Blue, ground.Blue), 1);

    public double Contrast(Color other)
    {
        var (one, two) = (Luminance(), other.Luminance());
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    private double Mix(double above, double below) => (above * Alpha) + (below * (1 - Alpha));

    private double Luminance() => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(double channel) => channel / 255 is var part && part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
}
