using System.Globalization;

namespace Smartlinks.LocalHost.Sandbox.Artwork;

/// <summary>A color in linear steps from 0 to 255 a channel.</summary>
public readonly record struct Rgb(float R, float G, float B)
{
    public Rgb Towards(Rgb other, float share) => new(R + ((other.R - R) * share), G + ((other.G - G) * share), B + ((other.B - B) * share));
}

/// <summary>Two colors for the ground and three for shapes that stand out from it.</summary>
public sealed record Palette(Rgb From, Rgb To, IReadOnlyList<Rgb> Shapes)
{
    public static readonly IReadOnlyList<Palette> All =
    [
        Of("0f2027 2c5364 f9c74f f94144 f1faee"),
        Of("ff9a8b ff6a88 2d3047 ffe9d6 93032e"),
        Of("1a2a6c b21f1f fdbb2d fff3e0 0b132b"),
        Of("134e5e 71b280 f4f1bb ed6a5a 0b2b26"),
        Of("42275a 734b6d ffd6a5 f08a5d 1b0b2e"),
        Of("f7b733 fc4a1a 2b2d42 edf2f4 8d0801"),
        Of("0b486b f56217 fff1d0 06aed5 092327"),
        Of("355c7d c06c84 f8b195 fefae0 1d2d44"),
        Of("e0eafc cfdef3 ef476f 118ab2 073b4c"),
        Of("232526 414345 06d6a0 ffd166 ef476f"),
        Of("5f2c82 49a09d f2e94e fef9ef da3e52"),
        Of("f3e7e9 e3eeff 6d597a e56b6f 355070"),
        Of("005c97 363795 ff9f1c cbf3f0 ff4365"),
        Of("2e1f27 854d27 f4d58d dd7230 f2f3ae"),
    ];

    private static Palette Of(string colors)
    {
        var parsed = colors.Split(' ').Select(Parse).ToList();
        return new Palette(parsed[0], parsed[1], parsed[2..]);
    }

    private static Rgb Parse(string hex)
    {
        var value = int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Rgb((value >> 16) & 0xFF, (value >> 8) & 0xFF, value & 0xFF);
    }
}
